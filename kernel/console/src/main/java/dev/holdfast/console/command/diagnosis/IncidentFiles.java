package dev.holdfast.console.command.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The incidents of this machine, read from disk: they are wanted most when the server that wrote
 * them is gone.
 */
record IncidentFiles(Path directory) implements IncidentSource {
  private static final String INDEX = "index.txt";
  private static final String REASON = "reason ";
  private static final String COMPLETE = "complete";

  @Override
  public List<IncidentSummary> list() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isDirectory)
          .map(IncidentFiles::read)
          .sorted(Comparator.comparing(IncidentSummary::id).reversed())
          .toList();
    } catch (IOException e) {
      throw Failures.noIncident(directory.toString(), e);
    }
  }

  private static IncidentSummary read(Path path) {
    String reason = "";
    boolean complete = false;
    for (String line : lines(path.resolve(INDEX))) {
      reason = line.startsWith(REASON) ? line.substring(REASON.length()) : reason;
      complete |= line.equals(COMPLETE);
    }
    return new IncidentSummary(path.getFileName().toString(), reason, complete, bytes(path));
  }

  private static List<String> lines(Path index) {
    try {
      return Files.readAllLines(index);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long bytes(Path path) {
    try (Stream<Path> files = Files.list(path)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public String text(String id, String file) {
    try {
      return new String(Files.readAllBytes(directory.resolve(id).resolve(file)), UTF_8);
    } catch (IOException e) {
      throw Failures.noIncident(directory.resolve(id).resolve(file).toString(), e);
    }
  }

  @Override
  public String place(String id) {
    return directory.resolve(id).toString();
  }
}

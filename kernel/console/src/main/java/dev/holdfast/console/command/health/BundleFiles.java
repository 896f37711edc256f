package dev.holdfast.console.command.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the diagnostic bundles of this machine from disk: they are needed most when the server that
 * wrote them has ended.
 */
record BundleFiles(Path directory) implements BundleSource {
  private static final String INDEX = "index.txt";
  private static final String REASON = "reason ";
  private static final String COMPLETE = "complete";

  @Override
  public List<BundleSummary> list() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isDirectory)
          .map(BundleFiles::read)
          .sorted(Comparator.comparing(BundleSummary::id).reversed())
          .toList();
    } catch (IOException e) {
      throw Failures.noBundle(directory.toString(), e);
    }
  }

  private static BundleSummary read(Path path) {
    String reason = "";
    boolean complete = false;
    for (String line : lines(path.resolve(INDEX))) {
      reason = line.startsWith(REASON) ? line.substring(REASON.length()) : reason;
      complete |= line.equals(COMPLETE);
    }
    return new BundleSummary(path.getFileName().toString(), reason, complete, bytes(path));
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
      throw Failures.noBundle(directory.resolve(id).resolve(file).toString(), e);
    }
  }

  @Override
  public String location(String id) {
    return directory.resolve(id).toString();
  }
}

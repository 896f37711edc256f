package dev.holdfast.memorywatchdog.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A diagnostic bundle on disk, complete or not. */
record DiagnosticBundle(Path directory) {
  private static final String ID = "\\d{8}T\\d{6}Z-[a-z0-9-]{1,80}";
  private static final String FILE = "[a-z]{1,20}\\.[a-z]{1,5}";
  private static final String REASON = "reason ";
  private static final int MOST_LINES = 100;

  /** One of its files. */
  record Entry(String name, long bytes) {}

  static boolean isId(String text) {
    return text.matches(ID);
  }

  /** Time and reason; ordered by time. */
  String id() {
    return directory.getFileName().toString();
  }

  /** The lines of its index; empty when there is none. */
  List<String> index() {
    try (Stream<String> lines = Files.lines(directory.resolve(BundleWriter.INDEX))) {
      return lines.limit(MOST_LINES).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** One line; empty when it is not known. */
  String reason() {
    return index().stream()
        .filter(line -> line.startsWith(REASON))
        .map(line -> line.substring(REASON.length()))
        .findFirst()
        .orElse("");
  }

  boolean isComplete() {
    return index().contains(BundleWriter.COMPLETE);
  }

  /** In the order of their names. */
  List<Entry> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isRegularFile)
          .sorted()
          .map(file -> new Entry(file.getFileName().toString(), size(file)))
          .toList();
    }
  }

  long bytes() throws IOException {
    return files().stream().mapToLong(Entry::bytes).sum();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  Optional<Path> file(String name) {
    Path file = directory.resolve(name);
    return name.matches(FILE) && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** A link is removed, not followed: what it leads to is not ours. */
  void delete() throws IOException {
    if (Files.isSymbolicLink(directory)) {
      Files.delete(directory);
      return;
    }
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(directory);
  }
}

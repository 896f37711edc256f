package dev.holdfast.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/** Small files of properties that are replaced as a whole. */
final class Notes {
  private Notes() {}

  /** Empty when there is none, or none that can be read. */
  static Optional<Properties> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return Optional.of(properties);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static void write(Path file, Properties properties, String comment) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(half)) {
      properties.store(out, comment);
    }
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Who has written it; empty when that cannot be told. */
  static Optional<ProcessIdentity> writer(Properties note) {
    try {
      long pid = Long.parseLong(note.getProperty("pid", ""));
      return Optional.of(new ProcessIdentity(pid, note.getProperty("born", "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}

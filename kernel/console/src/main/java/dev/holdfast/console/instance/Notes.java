package dev.holdfast.console.instance;

import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Small files of properties that are replaced as a whole.
 *
 * <p>Each names the inode of the directory that it was written in: in a copy of that directory it
 * speaks of processes that belong to the original, and says nothing.
 */
public final class Notes {
  private Notes() {}

  private static final String INODE = "inode";

  /** Empty when there is none, none that can be read, or one that was copied here. */
  static Optional<Properties> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      // A server of an older version names none.
      String inode = properties.getProperty(INODE);
      return inode == null || inode.equals(inode(file))
          ? Optional.of(properties)
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public static void write(Path file, Properties properties, String comment) throws IOException {
    properties.setProperty(INODE, inode(file));
    AtomicFile.write(file, properties, comment);
  }

  private static String inode(Path file) throws IOException {
    return String.valueOf(
        Files.readAttributes(
                Objects.requireNonNull(file.getParent()),
                BasicFileAttributes.class,
                LinkOption.NOFOLLOW_LINKS)
            .fileKey());
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

package dev.holdfast.alerts.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes whole files so that a crash leaves either the old or the new one. */
public final class DurableFile {
  public static final String HALF = ".new";

  private DurableFile() {}

  public static void write(Path file, byte[] content) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + HALF);
    try {
      fill(half, content);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      giveRoom(half, e);
      throw e;
    }
    Path directory = file.getParent();
    if (directory != null) {
      force(directory);
    }
  }

  private static void fill(Path half, byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            half,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  /** On a full disk half a file keeps the next one from being whole. */
  private static void giveRoom(Path half, IOException failure) {
    try {
      Files.deleteIfExists(half);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Makes the names in a directory durable, where the system lets a directory be opened. */
  static void force(Path directory) throws IOException {
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }
}

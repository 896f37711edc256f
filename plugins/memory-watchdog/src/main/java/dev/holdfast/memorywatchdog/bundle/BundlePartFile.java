package dev.holdfast.memorywatchdog.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes one file of a diagnostic bundle, up to a size limit. Each line is written at once, because
 * the next one may take seconds and the process may die before it.
 */
final class BundlePartFile implements AutoCloseable {
  private static final byte[] CUT = "\n... cut here, at the limit\n".getBytes(UTF_8);

  private final Path path;
  private final long limit;
  private @Nullable OutputStream out;
  private long written;
  private boolean full;

  BundlePartFile(Path path, long limit) {
    this.path = path;
    this.limit = limit;
  }

  /** For what writes a whole file by itself; it is cut afterwards. */
  Path path() {
    return path;
  }

  void println(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    write(bytes, bytes.length);
  }

  void write(byte[] bytes, int length) throws IOException {
    if (full) {
      return;
    }
    OutputStream open = out;
    if (open == null) {
      open = Files.newOutputStream(path);
      out = open;
    }
    int room = (int) Math.min(length, limit - written);
    open.write(bytes, 0, room);
    written += room;
    if (room < length) {
      full = true;
      open.write(CUT);
    }
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    } else if (Files.exists(path) && Files.size(path) > limit) {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.truncate(limit);
      }
    }
  }
}

package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Copies each torn tail to the folder {@code damaged} before it is cut, so that an operator can
 * examine it. The oldest copies make room for the newest.
 */
final class SalvagedTails {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final int MOST_FILES = 16;
  private static final long MOST_BYTES = 64L << 20;
  private static final int CHUNK = 64 << 10;

  private final Disk disk;
  private final Path folder;

  SalvagedTails(Disk disk, Path log) {
    this.disk = disk;
    this.folder = log.resolve("damaged");
  }

  /**
   * Copies a part of a file, at most the newest 64 MiB.
   *
   * @return whether the copy is complete; if not, the original should stay as it is
   */
  boolean save(DiskFile from, Path name, long position, long length) {
    try {
      disk.createFolder(folder);
      makeRoom(length);
      Path copy = folder.resolve(name.getFileName() + "-" + Long.toHexString(position));
      disk.delete(copy);
      copy(from, copy, position, Math.min(length, MOST_BYTES));
      LOG.log(Level.INFO, "A copy of the {0} bytes is in {1}.", length, copy);
      return true;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "No copy of " + length + " bytes of " + name + " could be made.", e);
      return false;
    }
  }

  private void copy(DiskFile from, Path to, long position, long length) throws IOException {
    try (DiskFile file = disk.create(to)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      for (long done = 0; done < length; done += chunk.limit()) {
        chunk.clear().limit((int) Math.min(CHUNK, length - done));
        from.read(chunk, position + done);
        chunk.rewind();
        file.write(chunk, done);
      }
      file.force();
    }
  }

  private void makeRoom(long bytes) throws IOException {
    List<String> names = disk.list(folder);
    long kept = 0;
    for (int i = names.size() - 1; i >= 0; i--) {
      Path copy = folder.resolve(names.get(i));
      kept += size(copy);
      if (names.size() - i >= MOST_FILES || kept + bytes > MOST_BYTES) {
        disk.delete(copy);
      }
    }
  }

  private long size(Path file) throws IOException {
    try (DiskFile open = disk.open(file)) {
      return open.size();
    }
  }
}

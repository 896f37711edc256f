package dev.holdfast.journal.readers;

import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Disk.DiskFile;
import dev.holdfast.journal.log.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The committed offset of one reader: a file with two slots, 4 KiB apart.
 *
 * <p>A commit is one small write to the slot that was not forced last, so it survives the death of
 * the process and costs a few microseconds. A force follows at intervals, and always before a
 * segment is deleted because of this offset; it makes the slots swap. So one slot always holds the
 * offset of the last force, even when the other is damaged. After a power cut the offset may be
 * older by the interval: events are read twice, none is skipped.
 */
public final class ReaderOffset implements Closeable {
  private static final int MAGIC = 0xff48506c;
  private static final int BYTES = 32;
  private static final int SLOT_DISTANCE = 4096;

  private final Disk disk;
  private final Path folder;
  private final Path path;
  private final long epoch;
  private @Nullable DiskFile file;
  private @Nullable Object key;
  private long sequence;
  private int spare;
  private boolean known = true;
  private volatile long committed;
  private volatile long forced;

  private ReaderOffset(
      Disk disk, Path folder, String name, long epoch, long committed, long forced) {
    this.disk = disk;
    this.folder = folder;
    this.path = folder.resolve(name);
    this.epoch = epoch;
    this.committed = committed;
    this.forced = forced;
  }

  /** Creates an offset in memory; the first force or commit writes it to disk. */
  static ReaderOffset create(Disk disk, Path folder, String name, long epoch, long committed) {
    return new ReaderOffset(disk, folder, name, epoch, committed, Segment.UNKNOWN);
  }

  /**
   * Reads an offset and changes nothing; it is 0 when both slots are damaged or of another epoch.
   */
  static ReaderOffset open(Disk disk, Path folder, String name, long epoch) throws IOException {
    ReaderOffset opened = new ReaderOffset(disk, folder, name, epoch, 0, 0);
    DiskFile file = disk.open(opened.path);
    opened.file = file;
    opened.key = disk.fileKey(opened.path);
    boolean any = false;
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer in = ByteBuffer.allocate(BYTES);
      file.read(in, (long) slot * SLOT_DISTANCE);
      in.flip();
      if (isSound(in) && in.getLong(12) == epoch && (!any || in.getLong(4) > opened.sequence)) {
        any = true;
        opened.sequence = in.getLong(4);
        opened.committed = in.getLong(20);
        opened.spare = 1 - slot;
      }
    }
    opened.forced = opened.committed;
    opened.known = any;
    return opened;
  }

  /** Where reading begins after a restart. */
  public long committed() {
    return committed;
  }

  /** What survives a power cut; {@link Segment#UNKNOWN} when nothing was forced yet. */
  long forced() {
    return forced;
  }

  /** Whether the file held a sound offset. */
  boolean isKnown() {
    return known;
  }

  /** Moves forwards; going back is not moving. */
  synchronized void commit(long consumed) throws IOException {
    if (consumed > committed) {
      if (file == null) {
        make(consumed);
      } else {
        write(consumed, spare);
      }
      committed = consumed;
    }
  }

  /**
   * Makes what was found survive a power cut, before anything else is written: it may be in the
   * page cache only, and the spare slot must not be the only safe one. It is written again, for
   * after a force that failed the kernel may hold the page for clean.
   */
  synchronized void forceFound() throws IOException {
    DiskFile open = file;
    if (open != null) {
      if (known) {
        write(committed, 1 - spare);
      }
      open.force();
      forced = committed;
    }
  }

  /** Moves backwards; what was consumed is to be consumed again. It survives a power cut. */
  synchronized void rewind(long from) throws IOException {
    if (from < committed) {
      committed = from;
      force();
    }
  }

  /** Makes the offset survive a power cut. */
  synchronized void force() throws IOException {
    if (forced == committed) {
      return;
    }
    DiskFile open = file;
    if (open == null) {
      make(committed);
    } else {
      // Written again, for after a force that failed the kernel may hold the page for clean.
      write(committed, spare);
      open.force();
      spare = 1 - spare;
      forced = committed;
    }
  }

  /** Writes the file again if it is not where it was; whether that was so. */
  synchronized boolean restore() throws IOException {
    DiskFile open = file;
    if (open == null || Objects.equals(disk.fileKey(path), key)) {
      return false;
    }
    disk.createFolder(folder);
    make(committed);
    open.close();
    return true;
  }

  @Override
  public synchronized void close() throws IOException {
    DiskFile open = file;
    if (open != null) {
      open.close();
    }
  }

  private void make(long at) throws IOException {
    disk.delete(path);
    DiskFile fresh = disk.create(path);
    try {
      file = fresh;
      write(at, spare);
      fresh.force();
      disk.forceFolder(folder);
      key = disk.fileKey(path);
      spare = 1 - spare;
      forced = at;
    } catch (IOException e) {
      file = null;
      fresh.close();
      disk.delete(path);
      throw e;
    }
  }

  private void write(long at, int slot) throws IOException {
    DiskFile open = file;
    if (open == null) {
      throw new IOException("the offset has no file");
    }
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putInt(MAGIC).putLong(++sequence).putLong(epoch).putLong(at).putInt(sum(out));
    open.write(out.flip(), (long) slot * SLOT_DISTANCE);
  }

  private static boolean isSound(ByteBuffer in) {
    return in.limit() == BYTES && in.getInt(0) == MAGIC && in.getInt(28) == sum(in);
  }

  private static int sum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(0, BYTES - Integer.BYTES));
    return (int) crc.getValue();
  }
}

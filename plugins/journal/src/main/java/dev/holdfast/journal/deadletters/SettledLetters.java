package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the dead letters that were replayed or dropped, kept as ranges in a file: the
 * letters stay where they are until a whole segment of them is settled. Entries of 20 bytes are
 * added, each with a checksum, so a damaged one costs only itself: its letters come back, and a
 * second replay of one is a duplicate for the store.
 */
final class SettledLetters implements Closeable {
  static final String FILE = "settled";
  private static final String FRESH = FILE + ".new";
  private static final int ENTRY = 20;

  /** So many entries may be added before the file is written anew with its ranges alone. */
  private static final int REWRITE = 4096;

  /** From a number to the one behind the last of its range. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private final Disk disk;
  private final Path folder;
  private final long epoch;
  private @Nullable DiskFile file;
  private @Nullable Object key;
  private long end;

  private SettledLetters(Disk disk, Path folder, long epoch) {
    this.disk = disk;
    this.folder = folder;
    this.epoch = epoch;
  }

  /**
   * Reads the file of a folder, if there is one.
   *
   * @param epoch of the letters; entries of another epoch are ignored
   * @param first the oldest letter that is kept
   * @param end the number of the next letter. No number from it on is settled: with older letters
   *     put back beside a newer file, letters that are still to come would be hidden
   */
  static SettledLetters open(Disk disk, Path folder, long epoch, long first, long end)
      throws IOException {
    SettledLetters settled = new SettledLetters(disk, folder, epoch);
    if (disk.list(folder).contains(FILE)) {
      settled.read();
      settled.ranges.headMap(first).entrySet().removeIf(range -> range.getValue() <= first);
      settled.ranges.tailMap(end).clear();
      settled.ranges.replaceAll((from, to) -> Math.min(to, end));
      settled.rewrite();
    }
    return settled;
  }

  synchronized boolean contains(long number) {
    Map.Entry<Long, Long> range = ranges.floorEntry(number);
    return range != null && number < range.getValue();
  }

  /** How many numbers of a range are settled. */
  synchronized long count(long from, long to) {
    long sum = 0;
    Map.Entry<Long, Long> before = ranges.floorEntry(from);
    Long start = before == null ? Long.valueOf(from) : before.getKey();
    for (Map.Entry<Long, Long> range : ranges.subMap(start, Math.max(start, to)).entrySet()) {
      sum += Math.max(0, Math.min(to, range.getValue()) - Math.max(from, range.getKey()));
    }
    return sum;
  }

  /** Adds ranges; they are durable when this returns, and none counts when it throws. */
  synchronized void add(List<Range> added) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(added.size() * ENTRY);
    added.forEach(range -> encode(out, range.from, range.to));
    out.flip();
    DiskFile open = file;
    if (open == null) {
      disk.delete(folder.resolve(FILE));
      open = disk.create(folder.resolve(FILE));
      file = open;
      key = disk.fileKey(folder.resolve(FILE));
      end = 0;
    }
    open.write(out, end);
    open.force();
    if (end == 0) {
      disk.forceFolder(folder);
    }
    end += (long) added.size() * ENTRY;
    added.forEach(range -> merge(range.from, range.to));
    if (end / ENTRY > REWRITE && end / ENTRY > 4L * ranges.size()) {
      rewrite();
    }
  }

  /** Numbers before this one are not kept any more. */
  synchronized void forgetBefore(long number) {
    ranges.entrySet().removeIf(range -> range.getValue() <= number);
  }

  /** Writes the file again if it is not where it was; whether that was so. */
  synchronized boolean restore() throws IOException {
    boolean missing = file != null && !Objects.equals(disk.fileKey(folder.resolve(FILE)), key);
    if (missing) {
      rewrite();
    }
    return missing;
  }

  @Override
  public synchronized void close() throws IOException {
    DiskFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  private void read() throws IOException {
    try (DiskFile open = disk.open(folder.resolve(FILE))) {
      long size = open.size();
      ByteBuffer entry = ByteBuffer.allocate(ENTRY);
      for (long at = 0; at + ENTRY <= size; at += ENTRY) {
        entry.clear();
        open.read(entry, at);
        entry.flip();
        if (entry.remaining() == ENTRY && entry.getInt(16) == sum(entry)) {
          merge(entry.getLong(0), entry.getLong(8));
        }
      }
    }
  }

  private void rewrite() throws IOException {
    Path fresh = folder.resolve(FRESH);
    disk.delete(fresh);
    ByteBuffer out = ByteBuffer.allocate(ranges.size() * ENTRY);
    ranges.forEach((from, to) -> encode(out, from, to));
    DiskFile written = disk.create(fresh);
    try {
      written.write(out.flip(), 0);
      written.force();
      disk.rename(fresh, folder.resolve(FILE));
      disk.forceFolder(folder);
    } catch (IOException e) {
      written.close();
      throw e;
    }
    close();
    file = written;
    key = disk.fileKey(folder.resolve(FILE));
    end = (long) ranges.size() * ENTRY;
  }

  private void merge(long first, long behind) {
    if (first < 0 || behind <= first) {
      return;
    }
    long from = first;
    long to = behind;
    Map.Entry<Long, Long> touching = ranges.floorEntry(to);
    while (touching != null && touching.getValue() >= from) {
      from = Math.min(from, touching.getKey());
      to = Math.max(to, touching.getValue());
      ranges.remove(touching.getKey());
      touching = ranges.floorEntry(to);
    }
    ranges.put(from, to);
  }

  private void encode(ByteBuffer out, long from, long to) {
    ByteBuffer entry = ByteBuffer.allocate(ENTRY).putLong(from).putLong(to);
    entry.putInt(sum(entry));
    out.put(entry.flip());
  }

  private int sum(ByteBuffer entry) {
    CRC32C crc = new CRC32C();
    crc.update(entry.slice(0, 2 * Long.BYTES));
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, epoch));
    return (int) crc.getValue();
  }

  /**
   * Numbers.
   *
   * @param from the first
   * @param to behind the last
   */
  record Range(long from, long to) {}
}

package dev.holdfast.journal.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The identity of a log: a random number, made with its data. Kept in the file {@code epoch} and in
 * every segment header; when they disagree, most headers win, so that no lost or restored file
 * makes a journal foreign to itself.
 */
public final class Epoch {
  private static final String FILE = "epoch";
  private static final int MOST_CHARACTERS = 64;

  private Epoch() {}

  /**
   * Finds the epoch of a folder, or makes one.
   *
   * @param random gives a number that no other log has
   */
  public static long of(Disk disk, Path folder, LongSupplier random) throws IOException {
    disk.createFolder(folder);
    Optional<Long> kept = read(disk, folder);
    long epoch = known(disk, folder, kept).orElseGet(random::getAsLong);
    if (kept.isEmpty() || kept.get() != epoch) {
      write(disk, folder, epoch);
    }
    return epoch;
  }

  /** Writes the file of an epoch again if it is not there; whether that was so. */
  public static boolean restore(Disk disk, Path folder, long epoch) throws IOException {
    disk.createFolder(folder);
    boolean missing = !disk.list(folder).contains(FILE);
    if (missing) {
      write(disk, folder, epoch);
    }
    return missing;
  }

  /** Finds the epoch of a folder and changes nothing; empty when nothing tells it. */
  public static Optional<Long> find(Disk disk, Path folder) throws IOException {
    return known(disk, folder, read(disk, folder));
  }

  private static Optional<Long> known(Disk disk, Path folder, Optional<Long> kept)
      throws IOException {
    Map<Long, Integer> headers = headers(disk, folder);
    kept.ifPresent(epoch -> headers.computeIfPresent(epoch, (key, count) -> Integer.MAX_VALUE));
    return headers.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .or(() -> kept);
  }

  private static Map<Long, Integer> headers(Disk disk, Path folder) throws IOException {
    Map<Long, Integer> counts = new HashMap<>();
    for (String name : disk.list(folder)) {
      if (Segment.isName(name)) {
        SegmentHeader.decode(head(disk, folder.resolve(name), SegmentHeader.BYTES))
            .ifPresent(header -> counts.merge(header.epoch(), 1, Integer::sum));
      }
    }
    return counts;
  }

  private static Optional<Long> read(Disk disk, Path folder) throws IOException {
    if (!disk.list(folder).contains(FILE)) {
      return Optional.empty();
    }
    ByteBuffer bytes = head(disk, folder.resolve(FILE), MOST_CHARACTERS);
    try {
      return Optional.of(Long.parseUnsignedLong(US_ASCII.decode(bytes).toString().strip(), 16));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static ByteBuffer head(Disk disk, Path file, int bytes) throws IOException {
    try (DiskFile open = disk.open(file)) {
      ByteBuffer head = ByteBuffer.allocate(bytes);
      open.read(head, 0);
      return head.flip();
    }
  }

  private static void write(Disk disk, Path folder, long epoch) throws IOException {
    Path fresh = folder.resolve(FILE + ".new");
    disk.delete(fresh);
    try (DiskFile file = disk.create(fresh)) {
      file.write(US_ASCII.encode(Long.toHexString(epoch) + "\n"), 0);
      file.force();
    }
    disk.rename(fresh, folder.resolve(FILE));
    disk.forceFolder(folder);
  }
}

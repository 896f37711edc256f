package dev.holdfast.journal.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The history of a log. The first record that an opening writes begins a timeline: a random number
 * that no other opening has, and the offset where it begins. When an older copy of the folder is
 * put back, its offsets are given out a second time, but in another timeline. So an offset that is
 * kept elsewhere together with its timeline is true up to where the next timeline of this history
 * begins, and no further.
 *
 * <p>The file {@code timelines} has the epoch, a line for each of the last timelines, and a CRC32C.
 * It is on disk before the first record of a timeline. Where it is damaged, of another epoch, or
 * cannot be read, nothing is known of earlier openings, and the timeline of this one begins at
 * once, so that the next opening knows it. A journal without that file, as those of earlier
 * versions, has had one timeline, named like its epoch.
 *
 * <p>Safe for use by several threads.
 */
public final class Timelines {
  /** The name of the file in the folder of the log. */
  static final String FILE = "timelines";

  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  /** Older ones are forgotten: for a place of theirs everything is compared. */
  private static final int MOST = 1000;

  private static final int LARGEST_FILE = (MOST + 2) * 40;
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{16}) ([0-9a-f]{16})\n");
  private static final int RADIX = 16;

  private final Disk disk;
  private final Path folder;
  private final long epoch;
  private final Timeline next;
  private volatile List<Timeline> all;
  private volatile boolean begun;
  private volatile boolean onDisk;

  /** A number of its own, and an offset: its records begin there or behind. */
  private record Timeline(long id, long start) {}

  private Timelines(Disk disk, Path folder, long epoch, Timeline next, List<Timeline> all) {
    this.disk = disk;
    this.folder = folder;
    this.epoch = epoch;
    this.next = next;
    this.all = all;
  }

  /**
   * Reads the history of a log that is opened.
   *
   * @param start no record before this offset will be written any more
   * @param random gives a number that no other opening has
   */
  public static Timelines open(Disk disk, Path folder, long epoch, long start, LongSupplier random)
      throws IOException {
    Timeline next = new Timeline(random.getAsLong(), start);
    boolean found = disk.list(folder).contains(FILE);
    List<Timeline> known =
        found ? read(disk, folder.resolve(FILE), epoch) : List.of(new Timeline(epoch, 0));
    Timelines opened = new Timelines(disk, folder, epoch, next, known);
    if (known.isEmpty()) {
      opened.tryToBegin();
    } else {
      opened.onDisk = found;
    }
    return opened;
  }

  /** What is not on disk is given out for nothing: the next opening would not know it. */
  private void tryToBegin() {
    try {
      begin();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "The file {0} was not written: {1}", folder.resolve(FILE), e);
    }
  }

  /** Begins the timeline of this opening, if it has not begun; its first record comes next. */
  public void begin() throws IOException {
    if (!begun) {
      beginNow();
    }
  }

  private synchronized void beginNow() throws IOException {
    if (begun) {
      return;
    }
    List<Timeline> now = new ArrayList<>(all);
    now.add(next);
    List<Timeline> latest = List.copyOf(now.subList(Math.max(0, now.size() - MOST), now.size()));
    write(latest);
    all = latest;
    onDisk = true;
    begun = true;
  }

  /** The timeline of the record that ends at an offset. */
  public long of(long offset) {
    List<Timeline> now = all;
    for (int i = now.size() - 1; i >= 0; i--) {
      if (now.get(i).start() < offset) {
        return now.get(i).id();
      }
    }
    return now.isEmpty() ? next.id() : now.getFirst().id();
  }

  /**
   * Where a timeline ended: the lowest offset where a later one began. The next one may have begun
   * behind others, when the file of a copy is younger than the segments beside it.
   *
   * @param end of the log
   * @return empty when this log does not know it
   */
  public OptionalLong endOf(long id, long end) {
    List<Timeline> now = all;
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i).id() == id) {
        long until = id == next.id() ? Math.max(end, next.start()) : next.start();
        for (Timeline later : now.subList(i + 1, now.size())) {
          until = Math.min(until, later.start());
        }
        return OptionalLong.of(until);
      }
    }
    return OptionalLong.empty();
  }

  /** Writes the file again if it is not there; whether that was so. */
  public synchronized boolean restore() throws IOException {
    boolean missing = onDisk && !disk.list(folder).contains(FILE);
    if (missing) {
      write(all);
    }
    return missing;
  }

  /** Nothing when the file is damaged or of another epoch, or cannot be read. */
  private static List<Timeline> read(Disk disk, Path path, long epoch) {
    String reason = "is damaged, or of another journal";
    try (DiskFile file = disk.open(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(LARGEST_FILE);
      file.read(bytes, 0);
      String text = US_ASCII.decode(bytes.flip()).toString();
      List<Timeline> lines = LINE.matcher(text).results().map(Timelines::timeline).toList();
      if (lines.size() > 1 && text.equals(text(epoch, lines.subList(1, lines.size())))) {
        return lines.subList(1, lines.size());
      }
    } catch (IOException e) {
      reason = "cannot be read (" + e + ")";
    }
    LOG.log(
        Level.WARNING,
        "The file {0} {1}. Places that were reached before this start are not believed.",
        path,
        reason);
    return List.of();
  }

  private static Timeline timeline(MatchResult line) {
    return new Timeline(
        Long.parseUnsignedLong(line.group(1), RADIX), Long.parseUnsignedLong(line.group(2), RADIX));
  }

  /** The first line has the epoch, and the sum of the others. */
  private static String text(long epoch, List<Timeline> all) {
    StringBuilder lines = new StringBuilder();
    for (Timeline each : all) {
      lines.append(line(each.id(), each.start()));
    }
    CRC32C sum = new CRC32C();
    sum.update(lines.toString().getBytes(US_ASCII));
    return line(epoch, sum.getValue()) + lines;
  }

  private static String line(long first, long second) {
    return String.format(Locale.ROOT, "%016x %016x\n", first, second);
  }

  private void write(List<Timeline> all) throws IOException {
    Path fresh = folder.resolve(FILE + ".new");
    disk.delete(fresh);
    try (DiskFile file = disk.create(fresh)) {
      file.write(US_ASCII.encode(text(epoch, all)), 0);
      file.force();
    }
    disk.rename(fresh, folder.resolve(FILE));
    disk.forceFolder(folder);
  }
}

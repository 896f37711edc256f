package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log in segment files: the ground on which the journal and the dead letters stand.
 *
 * <h2>The problem</h2>
 *
 * <p>A record for which {@link #append} returned must survive a kill, a power cut, a full disk and
 * a disk that fails at any call, and must be found again when its neighbours are damaged. And an
 * append must cost little more than the disk's own fsync.
 *
 * <h2>Format</h2>
 *
 * <p>A segment is a {@link SegmentHeader} and then one {@link RecordHeader} after the other,
 * without padding. Its file is named by its base, the offset of its first header. Offsets count
 * bytes and grow over the whole life (the epoch) of the log; between two segments they may leave a
 * gap. A record's checksum covers its offset and the epoch, so bytes are a record at one place
 * only. Records have ordinals without gaps: a hole tells how many records it swallowed.
 *
 * <h2>Invariants</h2>
 *
 * <ol>
 *   <li>Readers see nothing behind {@link #end}, and the end moves only after a force that
 *       succeeded.
 *   <li>An offset, once written to, is never written to again with other bytes, unless a truncate
 *       that succeeded lies between.
 *   <li>After a force that failed, the file is never written to or forced again: the kernel may
 *       have dropped the dirty pages and report success the second time. The records go to a new
 *       segment, once.
 *   <li>A segment's header holds the durable end at the time of its making. Whatever an earlier
 *       file has behind that was never acknowledged, and is ignored even if no truncate ever
 *       reached the disk. That is why nothing can be read twice.
 *   <li>Once the file of a new segment may exist, nothing is added to an older one, even when the
 *       making failed and the file was deleted: the name could come back after a power cut, and its
 *       header would cut off what was added.
 *   <li>A new segment is used only when its header and its name are forced.
 * </ol>
 *
 * <h2>Damage</h2>
 *
 * <p>A tail is torn if no sound record follows, or only records of the same group, which was never
 * acknowledged ({@link TailScan}); then it is cut, and a copy is kept. Anywhere else the reader
 * goes on at the next sound record, and the hole is reported. See {@link Recovery}.
 *
 * <h2>Rejected</h2>
 *
 * <ul>
 *   <li>Preallocated segments: they halve the time of a force (0.15 to 0.09 ms), but a disk that
 *       filled up while rolling cost a prototype 3,200 acknowledged records.
 *   <li>Stopping at the first bad record: one flipped bit in the middle cost 10,481 of 20,480
 *       records.
 *   <li>Waiting for more records before a force: 2 ms of it cut the rate six times. Whatever queued
 *       while the last force ran is the next group.
 *   <li>Memory-mapped files: a full disk is a SIGBUS there.
 *   <li>A checksum for a whole group: one flipped bit would cost the group.
 * </ul>
 *
 * <p>Appends come from one thread at a time; all else is safe for any number.
 */
public final class SegmentedLog implements Closeable {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private final Disk disk;
  private final LogSettings settings;
  private final long epoch;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Corruptions corruptions;
  private final RecordHeader header;
  private final ByteBuffer buffer;
  private final CopyOnWriteArrayList<Segment> segments;
  private final LogEnd end;
  private final long cutBytes;
  private final int setAside;
  private final KeptBefore keptBefore = new KeptBefore(this);
  private volatile LongConsumer forceTimes = nanos -> {};
  private @Nullable SegmentWriter writer;
  private @Nullable Object tailKey;
  private long highest;
  private long previousEnd;

  private SegmentedLog(
      Disk disk,
      LogSettings settings,
      long epoch,
      InstantSource clock,
      LongSupplier ticker,
      Corruptions corruptions,
      Recovery.Recovered recovered) {
    this.disk = disk;
    this.settings = settings;
    this.epoch = epoch;
    this.clock = clock;
    this.ticker = ticker;
    this.corruptions = corruptions;
    this.header = new RecordHeader(epoch);
    this.buffer = ByteBuffer.allocateDirect(settings.bufferSize());
    this.segments = new CopyOnWriteArrayList<>(recovered.segments());
    this.end = new LogEnd(recovered.end().offset(), recovered.end().ordinal());
    this.highest = recovered.highest();
    this.previousEnd = recovered.previousEnd();
    this.cutBytes = recovered.cutBytes();
    this.setAside = recovered.setAside();
  }

  /**
   * Opens the log of a folder, whatever state it is in.
   *
   * @param consumed nobody will read what is before this offset
   * @param floor no offset below this is given to a new record
   */
  public static SegmentedLog open(
      Disk disk,
      LogSettings settings,
      long epoch,
      InstantSource clock,
      LongSupplier ticker,
      Corruptions corruptions,
      long consumed,
      long floor)
      throws IOException {
    disk.createFolder(settings.folder());
    Recovery recovery = new Recovery(disk, settings, epoch, corruptions, clock.instant());
    Recovery.Recovered recovered = recovery.run(consumed, floor);
    SegmentedLog log =
        new SegmentedLog(disk, settings, epoch, clock, ticker, corruptions, recovered);
    if (recovered.appendable()) {
      log.reopen(recovered.segments().getLast());
    }
    return log;
  }

  /** Told the nanoseconds of every force of records. */
  public void onForce(LongConsumer listener) {
    forceTimes = listener;
  }

  /**
   * Writes records behind the last one; when it returns they are durable.
   *
   * @return the offset of the first
   * @throws IOException none of them is promised, and the log is as it was
   */
  public long append(List<RecordBatch> all) throws IOException {
    SegmentWriter tail = tailFor(all);
    long start = tail.written();
    try {
      tail.write(all, end.get().ordinal());
    } catch (IOException e) {
      takeBack(tail);
      throw e;
    }
    try {
      force(tail);
    } catch (IOException e) {
      LOG.log(
          Level.ERROR,
          "The disk refused to make records durable; they are written again, to a new segment.",
          e);
      retire(tail);
      return appendToFresh(all, e);
    }
    publish(tail, all);
    return start;
  }

  /** How far it is durable. */
  public LogEnd end() {
    return end;
  }

  /** The base of the oldest segment that is kept; see {@link KeptBefore#start}. */
  public long start() {
    for (Segment oldest : segments) {
      return oldest.base();
    }
    return end.get().offset();
  }

  /** Where it began before its oldest segment. */
  public KeptBefore keptBefore() {
    return keptBefore;
  }

  /** Oldest first. */
  public List<Segment> segments() {
    return segments;
  }

  /** The first segment that reaches beyond an offset; null when none does. */
  @Nullable Segment reachingBeyond(long offset) {
    for (Segment segment : segments) {
      if (segment.end() > offset) {
        return segment;
      }
    }
    return null;
  }

  /** What it takes on disk. */
  public long bytes() {
    long sum = 0;
    for (Segment segment : segments) {
      sum += segment.bytes();
    }
    return sum;
  }

  /** The bytes of torn tails that the opening cut off. */
  public long cutBytes() {
    return cutBytes;
  }

  /** The files that the opening set aside. */
  public int setAside() {
    return setAside;
  }

  public long epoch() {
    return epoch;
  }

  public Corruptions corruptions() {
    return corruptions;
  }

  /** A reader of its own, at an offset. */
  public LogReader reader(long offset) {
    return new LogReader(this, offset);
  }

  DiskFile open(Segment segment) throws IOException {
    return disk.open(segment.file());
  }

  public LogSettings settings() {
    return settings;
  }

  /** Ends the newest segment, so that it may be deleted; an empty one behind it keeps the end. */
  public void rollOver() throws IOException {
    SegmentWriter tail = writer;
    if (tail != null) {
      retire(tail);
    }
    SegmentWriter _ = roll();
  }

  /**
   * Looks whether the files are still where they were. The newest one, deleted or replaced under an
   * open writer, is written again from the open file, which still has all of it. A sealed one that
   * is missing is a hole.
   *
   * @return what was found, in words; empty when all is well
   */
  public String checkFiles() throws IOException {
    StringJoiner found = new StringJoiner("; ");
    SegmentWriter tail = writer;
    if (tail != null) {
      Path file = tail.segment().file();
      if (!Objects.equals(disk.fileKey(file), tailKey)) {
        restore(tail);
        found.add(file.getFileName() + " was deleted or replaced; it is written again, whole");
      } else if (tail.size() < tail.segment().bytes()) {
        found.add(file.getFileName() + " was cut to " + tail.size() + " bytes; a new one is begun");
        reportCut(tail);
        retire(tail);
      }
    }
    for (Segment segment : segments) {
      if (segment.sealed() && disk.fileKey(segment.file()) == null && segments.remove(segment)) {
        found.add(segment.file().getFileName() + " is missing");
        corruptions.report(segment.file(), segment.base(), segment.end(), records(segment));
      }
    }
    return found.toString();
  }

  private void restore(SegmentWriter tail) throws IOException {
    Path path = tail.segment().file();
    Path copy = path.resolveSibling(path.getFileName() + ".copy");
    disk.createFolder(settings.folder());
    disk.delete(copy);
    try (DiskFile fresh = disk.create(copy)) {
      tail.copyTo(fresh);
      fresh.force();
    }
    if (disk.fileKey(path) != null) {
      disk.rename(path, path.resolveSibling(path.getFileName() + ".foreign"));
    }
    disk.rename(copy, path);
    disk.forceFolder(settings.folder());
    reopen(tail.segment());
    closeQuietly(tail);
  }

  private void reportCut(SegmentWriter tail) throws IOException {
    Segment segment = tail.segment();
    long from = segment.base() + Math.max(0, tail.size() - SegmentHeader.BYTES);
    corruptions.report(segment.file(), from, segment.end(), 1);
  }

  /** How many records a segment held; 1 when nobody can tell. */
  private long records(Segment gone) {
    long behind = end.get().ordinal();
    for (Segment segment : segments) {
      if (segment.base() > gone.base() && segment.firstOrdinal() != Segment.UNKNOWN) {
        behind = segment.firstOrdinal();
        break;
      }
    }
    return gone.firstOrdinal() == Segment.UNKNOWN ? 1 : Math.max(1, behind - gone.firstOrdinal());
  }

  /** Deletes the oldest segment, which must be sealed. */
  public void deleteOldest(Segment oldest) throws IOException {
    // In this order: a reader that finds no file looks whether the segment is still in the list.
    segments.remove(oldest);
    try {
      disk.delete(oldest.file());
    } catch (IOException e) {
      segments.addFirst(oldest);
      throw e;
    }
    corruptions.forgetBefore(oldest.end());
    // Or a power cut could let a later deletion through without this one, and leave a hole.
    disk.forceFolder(settings.folder());
  }

  @Override
  public void close() throws IOException {
    SegmentWriter open = writer;
    writer = null;
    end.nudge();
    if (open != null) {
      open.close();
    }
  }

  private void reopen(Segment last) throws IOException {
    writer = new SegmentWriter(disk.open(last.file()), last, header, buffer);
    tailKey = disk.fileKey(last.file());
  }

  private SegmentWriter tailFor(List<RecordBatch> all) throws IOException {
    SegmentWriter tail = writer;
    if (tail == null) {
      return roll();
    }
    long bytes = tail.segment().bytes();
    for (RecordBatch batch : all) {
      bytes += batch.bytes();
    }
    boolean empty = tail.segment().end() == tail.segment().base();
    if (empty || bytes <= settings.segmentSize()) {
      return tail;
    }
    retire(tail);
    return roll();
  }

  private SegmentWriter roll() throws IOException {
    long base = Math.max(highest, end.get().offset());
    highest = base + 1;
    Path path = settings.folder().resolve(Segment.name(base));
    DiskFile file = disk.create(path);
    try {
      SegmentHeader header =
          new SegmentHeader(SegmentHeader.FORMAT, epoch, base, previousEnd, end.get().ordinal());
      file.write(header.encode(), 0);
      file.force();
      disk.forceFolder(settings.folder());
    } catch (IOException e) {
      discard(file, path);
      throw e;
    }
    Segment segment = new Segment(path, base, end.get().ordinal(), base, false, clock.instant());
    SegmentWriter fresh = new SegmentWriter(file, segment, header, buffer);
    writer = fresh;
    tailKey = disk.fileKey(path);
    return fresh;
  }

  private long appendToFresh(List<RecordBatch> all, IOException first) throws IOException {
    try {
      SegmentWriter fresh = roll();
      long start = fresh.written();
      fresh.write(all, end.get().ordinal());
      force(fresh);
      publish(fresh, all);
      return start;
    } catch (IOException again) {
      again.addSuppressed(first);
      SegmentWriter failed = writer;
      if (failed != null) {
        retire(failed);
      }
      throw again;
    }
  }

  private void force(SegmentWriter tail) throws IOException {
    long before = ticker.getAsLong();
    tail.force();
    forceTimes.accept(ticker.getAsLong() - before);
  }

  private void publish(SegmentWriter tail, List<RecordBatch> all) {
    Segment segment = tail.segment();
    boolean first = segment.end() == segment.base() && !segments.contains(segment);
    segment.grow(tail.written(), clock.instant());
    previousEnd = segment.end();
    if (first) {
      segments.add(segment);
    }
    long count = end.get().ordinal();
    for (RecordBatch batch : all) {
      count += batch.count();
    }
    end.set(segment.end(), count);
  }

  private void takeBack(SegmentWriter tail) {
    try {
      tail.undo();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A half-written group could not be cut; a new segment is begun.", e);
      retire(tail);
    }
  }

  /** Ends the segment at its durable end; one that holds nothing is given up. */
  private void retire(SegmentWriter tail) {
    writer = null;
    highest = Math.max(highest, tail.attempted());
    tail.segment().seal();
    try {
      if (tail.attempted() > tail.segment().end()) {
        tail.undo();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The header of the next segment will tell where this one ends.", e);
    }
    closeQuietly(tail);
    if (tail.segment().end() == tail.segment().base()) {
      deleteQuietly(tail.segment().file());
      segments.remove(tail.segment());
    }
  }

  private static void closeQuietly(SegmentWriter tail) {
    try {
      tail.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A segment was not closed cleanly; all of it is durable.", e);
    }
  }

  private void discard(DiskFile file, Path path) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A new segment that failed was not closed cleanly.", e);
    }
    deleteQuietly(path);
  }

  private void deleteQuietly(Path path) {
    try {
      disk.delete(path);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "An unused segment stays behind and is ignored: " + path, e);
    }
  }
}

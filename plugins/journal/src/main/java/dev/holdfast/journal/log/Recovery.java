package dev.holdfast.journal.log;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what a folder of segments holds, whatever happened to it. Only the newest segment is
 * read in full, for only it can have a torn tail; the others are checked by their headers and
 * sizes, and their records when they are read. So a start takes no longer with a long journal.
 */
final class Recovery {
  private static final Logger LOG = System.getLogger("dev.holdfast.journal");

  private static final int CHUNK = 64 << 10;
  private static final String FOREIGN = ".foreign";
  private static final Set<String> OURS =
      Set.of(
          "epoch",
          "epoch.new",
          "lock",
          "places",
          "damaged",
          "dead-letters",
          "settled",
          "settled.new",
          Timelines.FILE,
          Timelines.FILE + ".new");

  private final Disk disk;
  private final LogSettings settings;
  private final long epoch;
  private final Corruptions corruptions;
  private final SalvagedTails salvaged;
  private final Instant now;
  private long highest;
  private long previousEnd;
  private long cutBytes;
  private int setAside;

  Recovery(Disk disk, LogSettings settings, long epoch, Corruptions corruptions, Instant now) {
    this.disk = disk;
    this.settings = settings;
    this.epoch = epoch;
    this.corruptions = corruptions;
    this.now = now;
    this.salvaged = new SalvagedTails(disk, settings.folder());
  }

  /**
   * Looks at every segment.
   *
   * @param consumed holes before this offset do not matter any more
   * @param floor the log goes on at this offset or later, even if it seems to end before
   */
  Recovered run(long consumed, long floor) throws IOException {
    highest = floor;
    previousEnd = floor;
    List<Found> found = find();
    capEnds(found);
    List<Segment> segments = new ArrayList<>();
    LogEnd.Point end = new LogEnd.Point(floor, 0);
    if (!found.isEmpty()) {
      end = scanLast(found.removeLast(), segments, floor);
    }
    boolean appendable = !segments.isEmpty() && !segments.getLast().sealed();
    for (int i = found.size() - 1; i >= 0; i--) {
      Found older = found.get(i);
      segments.addFirst(older.segment(true));
    }
    reportMissing(found, segments, consumed);
    return new Recovered(segments, end, previousEnd, highest, appendable, cutBytes, setAside);
  }

  private List<Found> find() throws IOException {
    List<Found> all = new ArrayList<>();
    for (String name : disk.list(settings.folder())) {
      if (!Segment.isName(name)) {
        warnOfUnknownFile(name);
        continue;
      }
      Path file = settings.folder().resolve(name);
      Found found = look(file);
      if (found.isUnfinished()) {
        LOG.log(Level.WARNING, "The segment {0} was never finished and is removed.", file);
        disk.delete(file);
      } else if (found.isForeign(epoch) || (found.header.isEmpty() && !holdsRecords(found))) {
        setAside(found);
      } else {
        highest = Math.max(highest, found.end);
        all.add(found);
      }
    }
    return all;
  }

  private void warnOfUnknownFile(String name) {
    if (!OURS.contains(name) && !name.endsWith(FOREIGN)) {
      LOG.log(
          Level.WARNING,
          "{0} in {1} does not belong to the journal; it is left alone.",
          name,
          settings.folder());
    }
  }

  private Found look(Path file) throws IOException {
    try (DiskFile open = disk.open(file)) {
      ByteBuffer head = ByteBuffer.allocate(SegmentHeader.BYTES);
      open.read(head, 0);
      return new Found(file, SegmentHeader.decode(head.flip()), open.size(), now);
    }
  }

  private boolean holdsRecords(Found found) throws IOException {
    try (RecordScanner records = scanner(found)) {
      boolean any = records.next(found.end);
      if (any) {
        LOG.log(
            Level.WARNING,
            "The header of segment {0} is damaged; its records are still read.",
            found.file);
      }
      return any;
    }
  }

  private void setAside(Found found) throws IOException {
    Path aside = found.file.resolveSibling(found.file.getFileName() + FOREIGN);
    disk.rename(found.file, aside);
    setAside++;
    LOG.log(
        Level.ERROR,
        "{0} {1}: {2} ({3} bytes) has another journal''s header, or none and no sound record. It is"
            + " kept as {4} and not read.",
        JournalProblems.FOREIGN.code(),
        JournalProblems.FOREIGN.what(),
        found.file,
        found.bytes,
        aside.getFileName());
  }

  /** A later header tells where the durable part of the earlier files ended. */
  private void capEnds(List<Found> found) throws IOException {
    long bound = Long.MAX_VALUE;
    for (int i = found.size() - 1; i >= 0; i--) {
      Found segment = found.get(i);
      segment.end = Math.min(segment.end, Math.max(bound, segment.base));
      if (bound <= segment.base) {
        LOG.log(
            Level.INFO,
            "The segment {0} holds nothing that was acknowledged and is removed.",
            segment.file);
        disk.delete(segment.file);
        found.remove(i);
      } else {
        bound =
            Math.min(bound, segment.header.map(SegmentHeader::previousEnd).orElse(segment.base));
      }
    }
  }

  /** Reads the newest segment and cuts what is torn; leaves it out when nothing is left. */
  private LogEnd.Point scanLast(Found last, List<Segment> segments, long floor) throws IOException {
    TailScan tail;
    try (RecordScanner records = scanner(last)) {
      long first = last.header.map(SegmentHeader::firstOrdinal).orElse(Segment.UNKNOWN);
      tail = TailScan.of(records, last.base, last.end, floor, first);
    }
    for (TailScan.Hole hole : tail.holes()) {
      corruptions.report(last.file, hole.from(), hole.to(), hole.lost());
    }
    long sound = tail.end();
    boolean torn = sound < last.end;
    if (torn) {
      cut(last, tail);
    } else {
      force(last, tail);
    }
    last.end = sound;
    if (sound == last.base) {
      previousEnd = last.header.map(SegmentHeader::previousEnd).orElse(sound);
      highest = Math.max(highest, last.isCurrent() ? sound : sound + 1);
    } else {
      previousEnd = sound;
    }
    segments.add(last.segment(torn || !last.isCurrent() || floor > sound));
    return new LogEnd.Point(sound, Math.max(0, tail.ordinal()));
  }

  /** After a kill the newest records may be in the page cache only; readers must not see such. */
  private void force(Found last, TailScan tail) throws IOException {
    try (DiskFile open = disk.open(last.file)) {
      force(open, last, tail);
    }
    disk.forceFolder(settings.folder());
  }

  /** Writes them again: after a force that failed the kernel may hold them for clean. */
  private static void force(DiskFile open, Found last, TailScan tail) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    long from = Math.max(tail.durable(), last.base);
    for (long at = from; at < tail.end(); at += chunk.limit()) {
      long position = Segment.filePosition(last.base, at);
      chunk.clear().limit((int) Math.min(CHUNK, tail.end() - at));
      open.read(chunk, position);
      open.write(chunk.flip(), position);
    }
    open.force();
  }

  private void cut(Found last, TailScan tail) throws IOException {
    long sound = tail.end();
    long position = Segment.filePosition(last.base, sound);
    long torn = last.end - sound;
    cutBytes += torn;
    LOG.log(
        Level.WARNING,
        "The segment {0} ends with {1} bytes behind offset {2} that were never finished, as after a"
            + " crash in the middle of a write. They are cut; nothing in them was acknowledged.",
        last.file,
        torn,
        Long.toHexString(sound));
    try (DiskFile open = disk.open(last.file)) {
      if (salvaged.save(open, last.file, position, torn)) {
        open.truncate(position);
      }
      force(open, last, tail);
    }
    disk.forceFolder(settings.folder());
  }

  private void reportMissing(List<Found> older, List<Segment> segments, long consumed)
      throws IOException {
    for (int i = 0; i + 1 < segments.size(); i++) {
      Segment segment = segments.get(i);
      Segment next = segments.get(i + 1);
      long expected = previousEnd(next);
      if (expected > segment.end() && expected > consumed) {
        LogEnd.Point sound = soundEnd(older.get(i));
        boolean known = next.firstOrdinal() != Segment.UNKNOWN;
        long lost = known ? next.firstOrdinal() - sound.ordinal() : 1;
        corruptions.report(segment.file(), sound.offset(), next.base(), Math.max(1, lost));
      }
    }
  }

  private long previousEnd(Segment segment) throws IOException {
    return look(segment.file()).header.map(SegmentHeader::previousEnd).orElse(Segment.UNKNOWN);
  }

  private LogEnd.Point soundEnd(Found found) throws IOException {
    long ordinal = found.header.map(SegmentHeader::firstOrdinal).orElse(0L);
    long offset = found.base;
    try (RecordScanner records = scanner(found)) {
      while (records.next(found.end)) {
        ordinal = records.ordinal() + 1;
        offset = records.nextOffset();
      }
    }
    return new LogEnd.Point(offset, ordinal);
  }

  private RecordScanner scanner(Found found) throws IOException {
    return new RecordScanner(
        disk.open(found.file),
        found.base,
        new RecordHeader(epoch),
        ByteBuffer.allocateDirect(settings.bufferSize()));
  }

  /**
   * What was found.
   *
   * @param segments oldest first
   * @param end of what is durable
   * @param previousEnd what the header of the next segment tells: where the records end. The end
   *     itself may lie behind a gap, at the base of a segment that is empty
   * @param highest no file holds anything at or behind this offset
   * @param appendable whether the newest segment can be continued
   * @param cutBytes of torn tails
   * @param setAside files that were renamed because they do not belong here
   */
  record Recovered(
      List<Segment> segments,
      LogEnd.Point end,
      long previousEnd,
      long highest,
      boolean appendable,
      long cutBytes,
      int setAside) {}

  /** A file with the name of a segment. */
  private static final class Found {
    private final Path file;
    private final Optional<SegmentHeader> header;
    private final long base;
    private final long bytes;
    private final Instant now;
    private long end;

    Found(Path file, Optional<SegmentHeader> header, long bytes, Instant now) {
      this.file = file;
      this.header = header;
      this.bytes = bytes;
      this.now = now;
      this.base = Segment.base(file.getFileName().toString());
      this.end = base + Math.max(0, bytes - SegmentHeader.BYTES);
    }

    /** Whether records of today's format can be added. */
    boolean isCurrent() {
      return header.filter(head -> head.format() == SegmentHeader.FORMAT).isPresent();
    }

    /** A crash left the file, but not its header, and so nothing that was acknowledged. */
    boolean isUnfinished() {
      return header.isEmpty() && bytes <= SegmentHeader.BYTES;
    }

    boolean isForeign(long epoch) {
      return header.isPresent()
          && (header.get().epoch() != epoch || header.get().base() != base || base < 0);
    }

    Segment segment(boolean sealed) {
      long first = header.map(SegmentHeader::firstOrdinal).orElse(Segment.UNKNOWN);
      return new Segment(file, base, first, end, sealed, now);
    }
  }
}

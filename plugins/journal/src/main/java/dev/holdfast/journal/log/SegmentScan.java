package dev.holdfast.journal.log;

import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the segments of a folder without changing them, by the rules of {@link Recovery}. A segment
 * that the server deletes meanwhile is left out.
 */
public final class SegmentScan {
  private static final int BUFFER = 1 << 20;

  private final Disk disk;
  private final Path folder;
  private final long epoch;

  public SegmentScan(Disk disk, Path folder, long epoch) {
    this.disk = disk;
    this.folder = folder;
    this.epoch = epoch;
  }

  /**
   * A segment.
   *
   * @param end nothing behind it was acknowledged
   * @param newest whether it may have a torn tail
   */
  public record Part(
      Path file, long base, Optional<SegmentHeader> header, long bytes, long end, boolean newest) {}

  /**
   * What the records of a segment came to.
   *
   * @param records that are sound
   * @param holes damaged places between sound records, or before the end of an older segment
   * @param torn bytes at the end that were never finished, or are no sound record
   * @param ordinal of the record that would come next; {@link Segment#UNKNOWN} without a record
   */
  public record Content(long records, int holes, long torn, long ordinal) {}

  /** Those of this journal, oldest first. */
  public List<Part> parts() throws IOException {
    List<Part> parts = new ArrayList<>();
    List<String> names = disk.list(folder).stream().filter(Segment::isName).toList();
    long bound = Long.MAX_VALUE;
    for (String name : names.reversed()) {
      Part part = look(folder.resolve(name), bound);
      if (part != null) {
        parts.addFirst(part);
        bound = Math.min(bound, part.header.map(SegmentHeader::previousEnd).orElse(part.base));
      }
    }
    return parts;
  }

  /** Whether a segment file carries another journal's header. */
  public int foreign() throws IOException {
    int foreign = 0;
    for (String name : disk.list(folder)) {
      foreign += name.endsWith(".foreign") ? 1 : 0;
      if (Segment.isName(name)) {
        Optional<SegmentHeader> header = header(folder.resolve(name));
        foreign += header.isPresent() && header.get().epoch() != epoch ? 1 : 0;
      }
    }
    return foreign;
  }

  private @Nullable Part look(Path file, long bound) throws IOException {
    long base = Segment.base(file.getFileName().toString());
    try (DiskFile open = disk.open(file)) {
      Optional<SegmentHeader> header = header(open);
      long bytes = open.size();
      boolean ours = header.isEmpty() || header.get().epoch() == epoch;
      if (!ours || bytes <= SegmentHeader.BYTES) {
        return null;
      }
      long end = Math.min(base + bytes - SegmentHeader.BYTES, Math.max(bound, base));
      return new Part(file, base, header, bytes, end, bound == Long.MAX_VALUE);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private Optional<SegmentHeader> header(Path file) throws IOException {
    try (DiskFile open = disk.open(file)) {
      return header(open);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<SegmentHeader> header(DiskFile open) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(SegmentHeader.BYTES);
    open.read(head, 0);
    return SegmentHeader.decode(head.flip());
  }

  /** Reads every record and sums it. */
  public Content content(Part part) throws IOException {
    try (RecordScanner records = scanner(part)) {
      long durable = part.newest ? part.base : part.end;
      TailScan tail = TailScan.of(records, part.base, part.end, durable, Segment.UNKNOWN);
      return new Content(
          tail.records(), tail.holes().size(), part.end - tail.end(), tail.ordinal());
    }
  }

  /**
   * The ordinal of the first sound record at an offset or behind it, or {@link Segment#UNKNOWN}.
   */
  public long ordinalAt(Part part, long offset) throws IOException {
    try (RecordScanner records = scanner(part)) {
      records.seek(Math.max(offset, part.base));
      return records.next(part.end) ? records.ordinal() : Segment.UNKNOWN;
    }
  }

  private RecordScanner scanner(Part part) throws IOException {
    return new RecordScanner(
        disk.open(part.file),
        part.base,
        new RecordHeader(epoch),
        ByteBuffer.allocateDirect((int) Math.min(BUFFER, part.bytes)));
  }
}

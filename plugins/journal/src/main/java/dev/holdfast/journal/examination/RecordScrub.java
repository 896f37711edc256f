package dev.holdfast.journal.examination;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentScan;
import dev.holdfast.journal.log.SegmentScan.Content;
import dev.holdfast.journal.log.SegmentScan.Part;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sums every record again, newest segment first, until its bytes or its time are used up: what is
 * newest is what the database does not have yet.
 */
final class RecordScrub {
  private static final Size MOST_BYTES = Size.ofMebibytes(4096);
  private static final Duration MOST_TIME = Duration.ofSeconds(20);

  private final Examination examination;
  private final SegmentScan scan;
  private final LongSupplier ticker;
  private long records;
  private long bytes;
  private int holes;
  private int files;

  RecordScrub(Examination examination, SegmentScan scan, LongSupplier ticker) {
    this.examination = examination;
    this.scan = scan;
    this.ticker = ticker;
  }

  /** The ordinal behind the newest record that was found. */
  long run(List<Part> parts) throws IOException, InterruptedException {
    long begun = ticker.getAsLong();
    long next = Segment.UNKNOWN;
    StringBuilder damaged = new StringBuilder();
    Part newer = null;
    for (Part part : parts.reversed()) {
      boolean late = ticker.getAsLong() - begun > MOST_TIME.toNanos();
      if (files > 0 && (late || bytes + part.bytes() > MOST_BYTES.bytes())) {
        break;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Optional<Content> content = content(part);
      if (content.isPresent()) {
        next = Math.max(next, content.get().ordinal());
        count(part, content.get(), newer, damaged);
      }
      newer = part;
    }
    tell(parts.size(), damaged.toString());
    return next;
  }

  /** Empty when the server has given the segment back meanwhile. */
  private Optional<Content> content(Part part) throws IOException {
    try {
      return Optional.of(scan.content(part));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The next one's header tells where this one must end: a cut or missing file is a hole too. */
  private void count(Part part, Content content, @Nullable Part newer, StringBuilder damaged) {
    files++;
    bytes += part.bytes();
    records += content.records();
    boolean cut =
        newer != null && newer.header().filter(head -> head.previousEnd() > part.end()).isPresent();
    boolean hole = newer != null && (content.torn() > 0 || cut);
    int found = content.holes() + (hole ? 1 : 0);
    holes += found;
    if (found > 0) {
      damaged.append(damaged.isEmpty() ? "" : ", ").append(part.file().getFileName());
    }
    if (newer == null && content.torn() > 0) {
      torn(content.torn());
    }
  }

  /** Normal in both cases: nobody was told that these bytes are safe. */
  private void torn(long torn) {
    examination.ok(
        "torn tail",
        examination.serverRuns()
            ? new Size(torn) + " at the end are being written"
            : new Size(torn) + " at the end were never acknowledged; the next start cuts them");
  }

  private void tell(int all, String damaged) {
    String text =
        String.format(
            Locale.ROOT,
            "%,d sound records in %d of %d segments (%s)",
            records,
            files,
            all,
            new Size(bytes));
    String rest = files < all ? "; the older ones were left out, for time" : "";
    if (holes > 0) {
      String where = holes + " damaged ranges, in " + damaged + "; ";
      examination.fail("records", JournalProblems.DAMAGED.because(where + text + rest));
    } else {
      examination.ok("records", text + rest);
    }
  }
}

package dev.holdfast.journal.examination;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Epoch;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.journal.log.SegmentScan;
import dev.holdfast.journal.log.SegmentScan.Part;
import dev.holdfast.journal.readers.ReaderOffsets;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The journal's part of {@code holdfast doctor}: room, speed of the disk, whether every record is
 * what was written, and how far the readers are. It takes no lock and changes nothing, so a server
 * may be writing at the same time.
 */
public final class JournalExamination {
  private final Examination examination;
  private final JournalConfig config;
  private final LongSupplier ticker;
  private final Path folder;
  private final Disk disk = new ReadOnlyDisk();

  public JournalExamination(Examination examination, LongSupplier ticker) {
    this.examination = examination;
    this.config = examination.config(JournalConfig.class);
    this.ticker = ticker;
    this.folder = examination.dataDirectory();
  }

  public void run() throws IOException, InterruptedException {
    Optional<Long> epoch = Files.isDirectory(folder) ? Epoch.find(disk, folder) : Optional.empty();
    if (epoch.isEmpty()) {
      examination.ok("segments", "none yet in " + folder + "; the first start begins one");
      room(0);
    } else {
      content(new SegmentScan(disk, folder, epoch.get()), epoch.get());
    }
    new DiskSpeed(present(), ticker).tell(examination);
  }

  private void content(SegmentScan scan, long epoch) throws IOException, InterruptedException {
    List<Part> parts = scan.parts();
    long bytes = parts.stream().mapToLong(Part::bytes).sum();
    examination.ok(
        "segments",
        String.format(
            Locale.ROOT,
            "%d in %s, %s of %s",
            parts.size(),
            folder,
            new Size(bytes),
            config.maxSize()));
    int foreign = scan.foreign();
    if (foreign > 0) {
      examination.warn("segments", JournalProblems.FOREIGN.because(foreign + " files"));
    }
    room(bytes);
    long next = new RecordScrub(examination, scan, ticker).run(parts);
    readers(scan, parts, epoch, next);
  }

  /** Nothing is refused yet where there is room, but the disk may be smaller than the settings. */
  private void room(long bytes) throws IOException {
    long usable = disk.usableBytes(present());
    long left = usable - config.keepFree().bytes();
    long wanted = Math.max(0, config.maxSize().bytes() - bytes);
    String text =
        String.format(
            Locale.ROOT,
            "%s free, %s of them are kept free, the journal may take %s more",
            new Size(usable),
            config.keepFree(),
            new Size(wanted));
    if (left <= 0) {
      examination.fail("room", JournalProblems.DISK_FULL.because(text));
    } else if (left < wanted) {
      examination.warn("room", JournalProblems.DISK_SMALL.because(text));
    } else {
      examination.ok("room", text);
    }
  }

  /**
   * How far each is behind.
   *
   * @param next the ordinal behind the newest record
   */
  private void readers(SegmentScan scan, List<Part> parts, long epoch, long next)
      throws IOException {
    Path offsetsFolder = folder.resolve("places");
    if (!Files.isDirectory(offsetsFolder)) {
      return;
    }
    try (ReaderOffsets offsets =
        ReaderOffsets.open(disk, offsetsFolder, epoch, config.holdingReaders(), ticker)) {
      for (var reader : offsets.all().entrySet()) {
        examination.ok(
            "reader",
            reader.getKey() + ": " + behind(scan, parts, reader.getValue().committed(), next));
      }
    }
  }

  private static String behind(SegmentScan scan, List<Part> parts, long offset, long next)
      throws IOException {
    for (Part part : parts) {
      if (offset < part.end()) {
        long ordinal = scan.ordinalAt(part, offset);
        if (ordinal != Segment.UNKNOWN && next > ordinal) {
          Size bytes = new Size(parts.getLast().end() - Math.max(offset, part.base()));
          return String.format(Locale.ROOT, "%,d events behind, %s", next - ordinal, bytes);
        }
      }
    }
    return "has read everything";
  }

  /** The folder, or the nearest one above it that is there. */
  private Path present() {
    Path present = folder.toAbsolutePath();
    while (!Files.isDirectory(present) && present.getParent() != null) {
      present = present.getParent();
    }
    return present;
  }
}

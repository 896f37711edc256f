package dev.holdfast.journal.readers;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.Disk.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The leases of all registered readers. The file {@code <name>.lease} beside an offset says when
 * the reader was last seen, to the minute, and whether its lease has ended: a line of text. What a
 * lease was cut by is gone by then, so it holds all that is left. A file that is missing or damaged
 * is a lease that has just begun. Safe for use by any number of threads.
 */
final class ReaderLeases {
  static final String SUFFIX = ".lease";

  private static final Logger LOG = System.getLogger("dev.holdfast.journal");
  private static final Duration PRECISION = Duration.ofMinutes(1);
  private static final int BYTES = 64;
  private static final String HOLDS = "HOLDS";
  private static final String NEVER = "NEVER";

  private final Disk disk;
  private final Path folder;
  private final LongSupplier ticker;
  private final Map<String, Kept> all = new TreeMap<>();
  private boolean troubled;

  ReaderLeases(Disk disk, Path folder, LongSupplier ticker) {
    this.disk = disk;
    this.folder = folder;
    this.ticker = ticker;
  }

  /** The lease of a reader; a reader that is not registered has one that nobody keeps. */
  synchronized ReaderLease of(String name) {
    Kept kept = all.get(name);
    return kept == null ? new ReaderLease(ticker, null, null) : kept.lease;
  }

  /** Begins a lease for a new reader, which has no file yet. */
  synchronized void begin(String name) {
    all.put(name, new Kept(new ReaderLease(ticker, null, null)));
  }

  /** All periods without a sign of life begin anew. */
  synchronized void restartIdle() {
    all.values().forEach(kept -> kept.lease.restartIdle());
  }

  /** Reads what an earlier start of the journal knew of a reader. */
  synchronized void load(String name) {
    begin(name);
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    try (DiskFile file = disk.open(folder.resolve(name + SUFFIX))) {
      file.read(bytes, 0);
      String[] words = UTF_8.decode(bytes.flip()).toString().strip().split(" ");
      if (words.length == 2) {
        Instant seen = words[0].equals(NEVER) ? null : Instant.parse(words[0]);
        ReaderLease.End end = words[1].equals(HOLDS) ? null : ReaderLease.End.valueOf(words[1]);
        Kept kept = new Kept(new ReaderLease(ticker, seen, end));
        kept.end = end;
        all.put(name, kept);
      }
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "The lease of the reader " + name + " begins anew.", e);
    }
  }

  /** Deletes the file of a reader, if there is one, so that a later reader does not find it. */
  synchronized void delete(String name) throws IOException {
    disk.delete(folder.resolve(name + SUFFIX));
  }

  /** Forgets a reader that has no offset any more. */
  synchronized void forget(String name) {
    all.remove(name);
  }

  /**
   * Writes what has changed; a failure is logged once and tried again.
   *
   * @param last whether it is the last time, so that the newest sign of life counts
   */
  synchronized void keep(Instant now, boolean last) {
    IOException failure = null;
    for (Map.Entry<String, Kept> entry : all.entrySet()) {
      Kept kept = entry.getValue();
      if (kept.hasChanged(last ? Duration.ZERO : PRECISION)) {
        try {
          kept.write(entry.getKey(), now);
        } catch (IOException e) {
          failure = e;
        }
      }
    }
    if (failure != null && !troubled) {
      LOG.log(
          Level.WARNING,
          "When readers were last seen could not be written; it is tried again.",
          failure);
    }
    troubled = failure != null;
  }

  /** A lease, and what of it is on disk. */
  private final class Kept {
    private final ReaderLease lease;
    private ReaderLease.@Nullable End end;
    private long renewed;

    Kept(ReaderLease lease) {
      this.lease = lease;
    }

    boolean hasChanged(Duration precision) {
      long now = lease.renewed();
      return end != lease.ended().orElse(null)
          || (now != renewed && (renewed == 0 || now - renewed >= precision.toNanos()));
    }

    void write(String name, Instant now) throws IOException {
      ReaderLease.End ending = lease.ended().orElse(null);
      long at = lease.renewed();
      String seen =
          lease
              .lastSeen(now)
              .map(instant -> instant.truncatedTo(ChronoUnit.SECONDS).toString())
              .orElse(NEVER);
      String line = seen + " " + (ending == null ? HOLDS : ending.name());
      Path path = folder.resolve(name + SUFFIX);
      // One small write in place: after a crash it is the old line, the new one, or none.
      try (DiskFile file = disk.fileKey(path) == null ? disk.create(path) : disk.open(path)) {
        file.write(ByteBuffer.wrap((line + " ".repeat(BYTES - line.length())).getBytes(UTF_8)), 0);
      }
      end = ending;
      renewed = at;
    }
  }
}

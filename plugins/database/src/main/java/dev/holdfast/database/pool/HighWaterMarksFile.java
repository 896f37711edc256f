package dev.holdfast.database.pool;

import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;

/**
 * Keeps the high-water mark of the last days over restarts, so that the doctor can advise on the
 * size of the pool while the server is down. It is advice only: an unreadable file is begun anew,
 * and a failed write is a line in the log.
 */
final class HighWaterMarksFile {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");

  /** What was needed a week ago says little. */
  private static final Duration KEPT = Duration.ofDays(7);

  private final Path file;
  private final int maxSize;
  private HighWaterMark mark;
  private Instant since;
  private boolean written;
  private boolean told;

  /** Reads what an earlier run left, if it had a pool of the same size and is not too old. */
  HighWaterMarksFile(Path directory, int maxSize, Instant now) {
    this.file = directory.resolve("peaks.properties");
    this.maxSize = maxSize;
    this.mark = HighWaterMark.NONE;
    this.since = now;
    read(now);
  }

  private void read(Instant now) {
    Properties kept = new Properties();
    try {
      if (!Files.exists(file)) {
        return;
      }
      try (var in = Files.newBufferedReader(file)) {
        kept.load(in);
      }
      Instant from = Instant.parse(kept.getProperty("since", ""));
      if (number(kept, "maxSize") == maxSize && !tooOld(from, now)) {
        mark = new HighWaterMark(number(kept, "peakActive"), number(kept, "peakWaiting"));
        since = from;
        written = true;
      }
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.log(Level.DEBUG, "the high-water marks begin again: {0}", e.getMessage());
    }
  }

  private static int number(Properties kept, String key) {
    return Integer.parseInt(kept.getProperty(key, ""));
  }

  /** Also when the clock was set back. */
  private static boolean tooOld(Instant from, Instant now) {
    return from.isAfter(now) || Duration.between(from, now).compareTo(KEPT) > 0;
  }

  /** Adds what was seen since the last time, and writes if that changes anything. */
  void add(HighWaterMark seen, Instant now) {
    HighWaterMark before = mark;
    if (tooOld(since, now)) {
      mark = seen;
      since = now;
      written = false;
    } else {
      mark = mark.and(seen);
    }
    if (!written || !mark.equals(before)) {
      written = write();
    }
  }

  private boolean write() {
    Properties kept = new Properties();
    kept.setProperty("peakActive", Integer.toString(mark.active()));
    kept.setProperty("peakWaiting", Integer.toString(mark.waiting()));
    kept.setProperty("maxSize", Integer.toString(maxSize));
    kept.setProperty("since", since.toString());
    try {
      AtomicFile.write(
          file, kept, "The highest use of the connection pool; read by holdfast doctor");
      told = false;
      return true;
    } catch (IOException e) {
      LOG.log(
          told ? Level.DEBUG : Level.WARNING,
          "The high-water marks of the pool cannot be saved: {0}",
          e);
      told = true;
      return false;
    }
  }
}

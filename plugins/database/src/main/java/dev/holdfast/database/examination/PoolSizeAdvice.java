package dev.holdfast.database.examination;

import dev.holdfast.spi.Examination;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** Advises on the size of the pool from the use that a server has measured. */
final class PoolSizeAdvice {
  private PoolSizeAdvice() {}

  static void give(Examination examination, int maxSize) {
    Path file = examination.dataDirectory().resolve("peaks.properties");
    Properties peaks = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      peaks.load(reader);
      int active = number(peaks, "peakActive");
      int waiting = number(peaks, "peakWaiting");
      int measured = number(peaks, "maxSize");
      String since = peaks.getProperty("since", "?");
      String text =
          String.format(
              Locale.ROOT, "peak %d of %d, waiters %d, since %s", active, measured, waiting, since);
      if (waiting > 0 && measured >= maxSize) {
        int advised = Math.min(measured + waiting, measured + (measured + 1) / 2);
        String advice = " -> raise pool.max-size to " + advised;
        examination.warn("pool", DatabaseExaminationProblems.POOL_TOO_SMALL.because(text + advice));
      } else {
        examination.ok("pool", text);
      }
    } catch (IOException | IllegalArgumentException e) {
      // No server has written it yet, or not whole: no advice, and nothing wrong.
      examination.ok("pool", "no use of it has been measured yet");
    }
  }

  private static int number(Properties peaks, String key) {
    return Math.max(0, Integer.parseInt(peaks.getProperty(key, "")));
  }
}

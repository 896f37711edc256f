package dev.holdfast.database.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Logs statements that took too long: the same text at most once a minute, with the number of times
 * it was slow in between.
 */
final class SlowStatements {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  /** Texts that are remembered; above it the one that was slow the longest ago is forgotten. */
  private static final int MOST_TEXTS = 200;

  private final long slow;
  private final Map<String, Told> told =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
          return size() > MOST_TEXTS;
        }
      };

  /** When it was told last, and how often it was not since. */
  private record Told(long at, long silent) {}

  /** Creates one. */
  SlowStatements(Duration slowAfter) {
    this.slow = slowAfter.isZero() ? Long.MAX_VALUE : slowAfter.toNanos();
  }

  boolean isSlow(long nanoseconds) {
    return nanoseconds >= slow;
  }

  void tell(String sql, String borrower, long nanoseconds, String outcome, long now) {
    SqlText text = SqlText.of(sql);
    long silent = silent(text.text(), now);
    if (silent >= 0) {
      LOG.log(
          Level.WARNING,
          "Slow statement of {0}: {1} took {2} s ({3}){4}: {5}",
          borrower,
          text.operation(),
          String.format(Locale.ROOT, "%.3f", nanoseconds / 1e9),
          outcome,
          silent == 0 ? "" : ", and " + silent + " times more since it was told last",
          text.text());
    }
  }

  /** How often it was not told since the last time; negative when it is not to be told now. */
  private synchronized long silent(String text, long now) {
    Told last = told.get(text);
    if (last != null && now - last.at() < PAUSE) {
      told.put(text, new Told(last.at(), last.silent() + 1));
      return -1;
    }
    told.put(text, new Told(now, 0));
    return last == null ? 0 : last.silent();
  }
}

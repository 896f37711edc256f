package dev.holdfast.memorywatchdog.sensor;

import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Detects steps of the wall clock by comparing it with a monotonic clock. */
final class ClockStepDetector implements Sensor {
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final long limit;
  private final long shown;
  private boolean read;
  private long lastOffset;
  private long jumpedAt;
  private @Nullable Problem problem;
  private final AtomicLong jumps = new AtomicLong();
  private volatile String last = "never";

  /**
   * Watches a clock.
   *
   * @param ticker nanoseconds of one that nobody can set
   * @param limit the smallest step that counts
   * @param shown for how long a step is shown as a problem
   */
  ClockStepDetector(InstantSource clock, LongSupplier ticker, Duration limit, Duration shown) {
    this.clock = clock;
    this.ticker = ticker;
    this.limit = limit.toMillis();
    this.shown = shown.toNanos();
  }

  @Override
  public String key() {
    return "clock";
  }

  @Override
  public @Nullable Problem look(long begun) {
    // Both at one moment: what was looked at before this may have taken seconds.
    long now = ticker.getAsLong();
    Instant wall = clock.instant();
    long offset = wall.toEpochMilli() - now / 1_000_000;
    long step = offset - lastOffset;
    lastOffset = offset;
    if (read && Math.abs(step) >= limit) {
      jumps.incrementAndGet();
      jumpedAt = now;
      String way = step > 0 ? "forward" : "back";
      last =
          FigureFormat.time(Duration.ofMillis(Math.abs(step))) + " " + way + ", it shows " + wall;
      problem = WatchdogProblems.CLOCK.because(last);
    }
    read = true;
    if (problem != null && now - jumpedAt >= shown) {
      problem = null;
    }
    return problem;
  }

  long jumps() {
    return jumps.get();
  }

  @Override
  public void describe(Map<String, Object> details) {
    details.put("clockJumps", jumps.get());
    details.put("clockLastJump", last);
  }
}

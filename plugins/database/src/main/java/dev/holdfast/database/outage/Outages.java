package dev.holdfast.database.outage;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts and times outages, keeps the last one, and knows whether they come too often. */
public final class Outages {
  private static final int MOST_KEPT = 1000;

  private final DatabaseConfig.Flapping flapping;
  private final LongSupplier ticker;
  private final Counter lost;
  private final Counter attempts;
  private final Counter looks;
  private final Timer lengths;
  private final Deque<Long> recent = new ArrayDeque<>();
  private volatile @Nullable Outage last;
  private volatile boolean up;

  /**
   * One outage.
   *
   * @param from the last good sign before it
   * @param to when the fresh pool was in place; null while it lasts
   */
  public record Outage(Instant from, Instant noticed, @Nullable Instant to, Problem problem) {
    public Duration length(Instant now) {
      return Duration.between(noticed, to == null ? now : to);
    }
  }

  public Outages(PluginContext context, DatabaseConfig.Flapping flapping, LongSupplier ticker) {
    this.flapping = flapping;
    this.ticker = ticker;
    context.meter(
        Gauge.builder("holdfast_database_up", () -> up ? 1 : 0)
            .description("1 while the database is connected, else 0"));
    lost =
        context.meter(
            Counter.builder("holdfast_database_outages")
                .description("How often the database was lost"));
    attempts =
        context.meter(
            Counter.builder("holdfast_database_connect_attempts")
                .description("Failed attempts to connect, as the log counts them"));
    looks =
        context.meter(
            Counter.builder("holdfast_database_looks")
                .description("Connects that were tried while the database was away"));
    lengths =
        context.meter(
            Timer.builder("holdfast_database_outage_seconds")
                .description("From the notice of a loss to the fresh pool"));
  }

  /** One that is told and counted against the retry policy. */
  void attemptFailed() {
    attempts.increment();
  }

  void look() {
    looks.increment();
  }

  synchronized void begun(Instant lastGood, Instant now, Problem problem) {
    up = false;
    lost.increment();
    last = new Outage(lastGood, now, null, problem);
    recent.addLast(ticker.getAsLong());
    forgetOld();
  }

  /** The length of the outage that ends here; zero when it is the first connection. */
  synchronized Duration ended(Instant now) {
    up = true;
    Outage outage = last;
    if (outage == null || outage.to() != null) {
      return Duration.ZERO;
    }
    last = new Outage(outage.from(), outage.noticed(), now, outage.problem());
    Duration length = outage.length(now);
    lengths.record(length);
    return length;
  }

  /** The latest one; null when there was none since the start. */
  public @Nullable Outage last() {
    return last;
  }

  /** Within which losses are counted. */
  public Duration window() {
    return flapping.within();
  }

  /** Losses within the last {@link #window}. */
  public synchronized int lately() {
    forgetOld();
    return recent.size();
  }

  /** Whether they come so often that a line for each would fill the log. */
  boolean tooOften() {
    return lately() > flapping.losses();
  }

  private void forgetOld() {
    long oldest = ticker.getAsLong() - flapping.within().toNanos();
    recent.removeIf(loss -> loss - oldest < 0);
    if (recent.size() > MOST_KEPT) {
      recent.removeFirst();
    }
  }
}

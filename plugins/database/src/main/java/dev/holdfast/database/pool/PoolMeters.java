package dev.holdfast.database.pool;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import dev.holdfast.spi.PluginContext;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * HikariCP's figures under their standard names, so that known dashboards work. Pools come and go;
 * the meters stay and show the pool of the moment.
 */
public final class PoolMeters implements MetricsTrackerFactory {
  private static final Iterable<Tag> POOL = List.of(Tag.create("pool", SwappablePool.NAME));

  private final Timer acquired;
  private final Timer used;
  private final Timer created;
  private final Counter timeouts;
  private volatile @Nullable PoolStats stats;

  public PoolMeters(PluginContext context) {
    gauge(context, "hikaricp_connections", "Connections", PoolStats::getTotalConnections);
    gauge(context, "hikaricp_connections_active", "In use", PoolStats::getActiveConnections);
    gauge(context, "hikaricp_connections_idle", "Idle", PoolStats::getIdleConnections);
    gauge(context, "hikaricp_connections_pending", "Waiters", PoolStats::getPendingThreads);
    gauge(context, "hikaricp_connections_max", "Limit", PoolStats::getMaxConnections);
    gauge(context, "hikaricp_connections_min", "Kept idle", PoolStats::getMinConnections);
    acquired = timer(context, "hikaricp_connections_acquire_seconds", "Wait for a connection");
    used = timer(context, "hikaricp_connections_usage_seconds", "Use of a connection");
    created = timer(context, "hikaricp_connections_creation_seconds", "Making of a connection");
    timeouts =
        context.meter(
            Counter.builder("hikaricp_connections_timeout_total")
                .description("Borrowers that gave up waiting")
                .tags(POOL));
  }

  private void gauge(
      PluginContext context, String name, String description, ToIntFunction<PoolStats> figure) {
    context.meter(Gauge.builder(name, () -> figure(figure)).description(description).tags(POOL));
  }

  private static Timer timer(PluginContext context, String name, String description) {
    return context.meter(Timer.builder(name).description(description).tags(POOL));
  }

  private int figure(ToIntFunction<PoolStats> figure) {
    PoolStats now = stats;
    return now == null ? 0 : figure.applyAsInt(now);
  }

  /** The figures of the moment; zeros while there is no pool. */
  public Figures figures() {
    return new Figures(
        figure(PoolStats::getActiveConnections),
        figure(PoolStats::getIdleConnections),
        figure(PoolStats::getPendingThreads),
        figure(PoolStats::getMaxConnections));
  }

  void acquired(long nanoseconds) {
    acquired.record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  void timedOut() {
    timeouts.increment();
  }

  /** The pool was shut. */
  void none() {
    stats = null;
  }

  @Override
  public IMetricsTracker create(String poolName, PoolStats poolStats) {
    stats = poolStats;
    // Waits and timeouts are counted by SwappablePool, which waits in several slices.
    return new IMetricsTracker() {
      @Override
      public void recordConnectionCreatedMillis(long milliseconds) {
        created.record(Duration.ofMillis(milliseconds));
      }

      @Override
      public void recordConnectionUsageMillis(long milliseconds) {
        used.record(Duration.ofMillis(milliseconds));
      }
    };
  }

  /** Connections in use and idle, threads that wait, and the limit. */
  public record Figures(int active, int idle, int waiting, int max) {
    @Override
    public String toString() {
      return "active " + active + ", idle " + idle + ", waiting " + waiting + ", max " + max;
    }
  }
}

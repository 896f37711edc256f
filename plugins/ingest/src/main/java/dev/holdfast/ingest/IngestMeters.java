package dev.holdfast.ingest;

import dev.holdfast.ingest.envelope.Outcome.Reason;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import io.helidon.health.HealthCheckResponse;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The counters and the health of the plugin. Received is always appended + refused + unacked. A
 * message that came behind one for which the connection is closed counts as one event that was
 * refused, whatever is in it: nobody reads it.
 */
final class IngestMeters {
  private static final Logger LOG = System.getLogger("dev.holdfast.ingest");

  /** From a good disk's fsync to what a producer takes for an outage. */
  private static final Duration[] ACK_BUCKETS =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final InstantSource clock;
  private final Map<Protocol, Counter> received = new EnumMap<>(Protocol.class);
  private final Map<Protocol, Timer> acks = new EnumMap<>(Protocol.class);
  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
  private final Counter appended;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger heldBack = new AtomicInteger();
  private final LongAdder unacked = new LongAdder();
  private volatile @Nullable LastRefusal lastRefusal;
  private final AtomicBoolean journalRefuses = new AtomicBoolean();
  private final LongAdder refusedByJournal = new LongAdder();

  private record LastRefusal(Problem problem, Instant at) {}

  IngestMeters(PluginContext context) {
    clock = context.clock();
    for (Protocol protocol : Protocol.values()) {
      received.put(
          protocol,
          context.meter(
              Counter.builder("holdfast_events_received")
                  .description("Events that producers sent")
                  .addTag(Tag.create("protocol", protocol.label()))));
      acks.put(
          protocol,
          context.meter(
              Timer.builder("holdfast_ingest_ack_seconds")
                  .description("From a group of events that was read until it was on disk")
                  .buckets(ACK_BUCKETS)
                  .addTag(Tag.create("protocol", protocol.label()))));
    }
    for (Reason reason : Reason.values()) {
      refused.put(
          reason,
          context.meter(
              Counter.builder("holdfast_events_refused")
                  .description("Events that were not taken; the producer was told")
                  .addTag(Tag.create("reason", reason.label()))));
    }
    appended =
        context.meter(
            Counter.builder("holdfast_events_appended")
                .description("Events that the journal has on disk"));
    Gauge.Builder<Integer> open = Gauge.builder("holdfast_ingest_sessions", sessions::get);
    context.meter(open.description("Open WebSocket connections of producers"));
    Gauge.Builder<Long> waiting = Gauge.builder("holdfast_ingest_unacked", unacked::sum);
    context.meter(waiting.description("Events that wait for the journal"));
    Gauge.Builder<Integer> held = Gauge.builder("holdfast_ingest_held_back", heldBack::get);
    context.meter(held.description("Connections that are not read until the disk has caught up"));
  }

  void opened() {
    sessions.incrementAndGet();
  }

  void closed() {
    sessions.decrementAndGet();
  }

  void holdsBack(boolean now) {
    heldBack.addAndGet(now ? 1 : -1);
  }

  /** Events that never reached the journal. */
  void refusedAtOnce(Protocol protocol, Problem problem, Reason reason, int count) {
    of(received, protocol).increment(count);
    refused(problem, reason, count);
  }

  /**
   * Counts a group that the journal was given.
   *
   * @return when, in nanoseconds, for {@link #kept}
   */
  long handedOver(Protocol protocol, int count) {
    of(received, protocol).increment(count);
    unacked.add(count);
    return System.nanoTime();
  }

  void kept(Protocol protocol, int count, long handedOver) {
    of(acks, protocol).record(System.nanoTime() - handedOver, TimeUnit.NANOSECONDS);
    unacked.add(-count);
    appended.increment(count);
    if (journalRefuses.get() && journalRefuses.compareAndSet(true, false)) {
      LOG.log(
          Level.INFO,
          "accepting events again after refusing {0}",
          Long.toString(refusedByJournal.sumThenReset()));
    }
  }

  void notKept(Problem problem, Reason reason, int count) {
    unacked.add(-count);
    refusedByJournal.add(count);
    refused(problem, reason, count);
    if (journalRefuses.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "refusing producers until the journal accepts events again: {0}",
          problem.sentence());
    }
  }

  private void refused(Problem problem, Reason reason, int count) {
    of(refused, reason).increment(count);
    lastRefusal = new LastRefusal(problem, clock.instant());
  }

  private static <K, M> M of(Map<K, M> meters, K key) {
    M meter = meters.get(key);
    if (meter == null) {
      throw new IllegalStateException("no meter for " + key);
    }
    return meter;
  }

  /** Whether events are taken, how much waits, and what was refused last. */
  HealthCheckResponse health() {
    LastRefusal last = lastRefusal;
    int held = heldBack.get();
    HealthCheckResponse.Builder answer;
    if (journalRefuses.get() && last != null) {
      answer = Health.degraded(last.problem());
    } else if (held > 0) {
      answer = Health.degraded(held + " connections are held back: the disk is behind");
    } else {
      answer = Health.up();
    }
    answer.detail("sessions", sessions.get()).detail("unacked", unacked.sum());
    answer.detail("heldBack", held);
    if (last != null) {
      answer.detail("lastRefusal", last.problem().sentence());
      answer.detail("lastRefusalAt", last.at().toString());
    }
    return answer.build();
  }
}

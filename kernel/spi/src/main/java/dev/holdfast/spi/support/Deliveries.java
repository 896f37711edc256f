package dev.holdfast.spi.support;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import io.helidon.health.HealthCheckResponse;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The health and the meters of every channel. The health check {@code channel} is degraded from a
 * failed delivery until the next successful one; the meters are {@code holdfast_deliveries_total}
 * by outcome and {@code holdfast_delivery_seconds}.
 */
public final class Deliveries {
  private static final String OUTCOME = "outcome";

  private final InstantSource clock;
  private final Map<String, Object> details;
  private final Timer took;
  private final Counter delivered;
  private final Counter again;
  private final Counter refused;
  private final Counter failed;
  private volatile State state = new State(false, null, null, null);

  /** What is known of the last deliveries. */
  private record State(
      boolean failing,
      @Nullable Instant lastDelivered,
      @Nullable Instant lastFailed,
      @Nullable Problem problem) {}

  private Deliveries(PluginContext context, Map<String, ?> details) {
    this.clock = context.clock();
    this.details = Map.copyOf(details);
    this.delivered = counter(context, "delivered");
    this.again = counter(context, "again");
    this.refused = counter(context, "refused");
    this.failed = counter(context, "failed");
    this.took =
        context.meter(
            Timer.builder("holdfast_delivery_seconds")
                .description("How long a delivery took, whatever came of it")
                .buckets(
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60)));
  }

  private static Counter counter(PluginContext context, String outcome) {
    return context.meter(
        Counter.builder("holdfast_deliveries")
            .description("Deliveries to the channel by outcome")
            .tags(List.of(Tag.create(OUTCOME, outcome))));
  }

  /**
   * Contributes a channel that is watched.
   *
   * @param details of the configuration, for the health check; no secrets
   */
  public static void contribute(PluginContext context, Notifier notifier, Map<String, ?> details) {
    Deliveries deliveries = new Deliveries(context, details);
    Runnable look = context.health("channel", deliveries::health);
    context.contribute(Notifier.class, deliveries.watched(notifier, look));
  }

  /** A channel without settings: it shows that, and contributes nothing. */
  public static void notConfigured(PluginContext context) {
    Deliveries deliveries = new Deliveries(context, Map.of("state", "not configured"));
    context.health("channel", deliveries::health);
  }

  private Notifier watched(Notifier notifier, Runnable look) {
    return new Notifier() {
      @Override
      public Delivery send(Notification notification) throws InterruptedException {
        Instant begun = clock.instant();
        boolean answered = false;
        try {
          Delivery delivery = notifier.send(notification);
          answered = true;
          note(delivery);
          return delivery;
        } finally {
          if (!answered) {
            note(failed, null);
          }
          Duration time = Duration.between(begun, clock.instant());
          took.record(time.isNegative() ? Duration.ZERO : time);
          look.run();
        }
      }

      @Override
      public String toString() {
        return notifier.toString();
      }
    };
  }

  private void note(Delivery delivery) {
    switch (delivery) {
      case Delivery.Delivered _ -> {
        delivered.increment();
        state = new State(false, clock.instant(), state.lastFailed(), null);
      }
      case Delivery.TryAgain(Problem problem, Optional<Duration> _) -> note(again, problem);
      case Delivery.Dead(Problem problem) -> note(refused, problem);
    }
  }

  private void note(Counter counter, @Nullable Problem problem) {
    counter.increment();
    state = new State(true, state.lastDelivered(), clock.instant(), problem);
  }

  private HealthCheckResponse health() {
    State now = state;
    Problem problem = now.problem();
    HealthCheckResponse.Builder answer =
        !now.failing()
            ? Health.up()
            : problem != null
                ? Health.degraded(problem)
                : Health.degraded("the last delivery ended without an answer");
    new TreeMap<>(details).forEach(answer::detail);
    answer.detail("lastDelivered", said(now.lastDelivered()));
    answer.detail("lastFailed", said(now.lastFailed()));
    return answer.build();
  }

  private static String said(@Nullable Instant time) {
    return time == null ? "never" : time.toString();
  }
}

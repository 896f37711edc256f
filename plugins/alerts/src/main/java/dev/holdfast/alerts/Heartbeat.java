package dev.holdfast.alerts;

import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.support.HttpDelivery;
import io.helidon.health.HealthCheckResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the address of an outside service at an interval; that service notifies people when the
 * calls stop. They stop with the process, with the alert loop, and while no channel takes messages,
 * because then nobody else would report it.
 */
final class Heartbeat {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");

  private final HttpDelivery http;
  private final HttpRequest request;
  private final Duration interval;
  private final Supplier<Moment> time;
  private final ExecutorService threads;
  private @Nullable Moment last;
  private @Nullable Future<?> onItsWay;
  private volatile @Nullable Instant arrived;
  private volatile @Nullable Problem problem;

  /**
   * Nothing is asked yet.
   *
   * @param threads for the request: nobody waits for its answer
   */
  Heartbeat(
      URI target,
      Duration interval,
      HttpDelivery http,
      Supplier<Moment> time,
      ExecutorService threads) {
    this.request = HttpRequest.newBuilder(target).header("User-Agent", "Holdfast").build();
    this.interval = interval;
    this.http = http;
    this.time = time;
    this.threads = threads;
  }

  /**
   * Asks, when it is time; returns at once. Called by the loop that tells people.
   *
   * @param peopleCanBeTold whether there is a channel that takes messages
   */
  void beat(boolean peopleCanBeTold) {
    Moment now = time.get();
    boolean due = last == null || now.since(last).compareTo(interval) >= 0;
    if (!due || (onItsWay != null && !onItsWay.isDone())) {
      return;
    }
    last = now;
    if (peopleCanBeTold) {
      onItsWay = threads.submit(this::ask);
    } else {
      heard(AlertsProblems.HEARTBEAT_WITHHELD);
    }
  }

  private void ask() {
    try {
      switch (http.send(request)) {
        case Delivery.Delivered delivered -> {
          arrived = time.get().time();
          heard(null);
        }
        case Delivery.TryAgain again -> heard(again.problem());
        case Delivery.Dead dead -> heard(dead.problem());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void heard(@Nullable Problem now) {
    Problem before = problem;
    problem = now;
    if (now != null && before == null) {
      LOG.log(Level.WARNING, now.sentence());
    } else if (now == null && before != null) {
      LOG.log(Level.INFO, "The heartbeat arrives again");
    }
  }

  /** For /health; degraded while it does not arrive. */
  HealthCheckResponse health() {
    Problem now = problem;
    Instant at = arrived;
    return (now == null ? Health.up() : Health.degraded(now))
        .detail("arrived", at == null ? "not yet" : at.toString())
        .build();
  }
}

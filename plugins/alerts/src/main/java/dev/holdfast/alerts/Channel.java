package dev.holdfast.alerts;

import dev.holdfast.spi.Delivery;
import dev.holdfast.spi.Notifier;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One channel, as the dispatch sees it. */
final class Channel {
  /** A wait that a channel asks for is granted up to here: by then it may be well again. */
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  final String name;
  final TokenBucket bucket;
  private final AlertsConfig.DeliveryLimits limits;
  private Notifier notifier;

  /** Whether somebody contributes it at this moment. */
  boolean here = true;

  Instant lastHere;

  /** When it may be tried next. */
  Instant notBefore;

  private int failures;
  @Nullable Instant failingSince;
  private @Nullable Instant lastFailed;
  @Nullable Problem problem;
  boolean dead;
  @Nullable Instant lastDelivered;

  /** What is on its way; null when nothing is. */
  @Nullable Flight flight;

  /** Messages that it has refused for good, with how often: others go first. */
  private final Map<Long, Integer> refusals = new HashMap<>();

  /**
   * An attempt that has begun.
   *
   * @param number tells a late answer from that of the next attempt
   */
  record Flight(long number, List<OutboxEntry> entries, Instant begun, Future<?> work) {
    Flight begun(Instant other) {
      return new Flight(number, entries, other, work);
    }
  }

  Channel(String name, Notifier notifier, AlertsConfig.DeliveryLimits limits, Instant now) {
    this.name = name;
    this.notifier = notifier;
    this.limits = limits;
    this.bucket = new TokenBucket(limits.burst(), limits.pace(), now);
    this.notBefore = now;
    this.lastHere = now;
  }

  Notifier notifier() {
    return notifier;
  }

  /** It is contributed: another object is another start of its plugin, which deserves a try. */
  @SuppressWarnings("ReferenceEquality")
  void present(Notifier part, Instant now) {
    here = true;
    lastHere = now;
    if (notifier != part) {
      notifier = part;
      well();
      notBefore = now;
    }
  }

  boolean mayTry(Instant now) {
    return here && flight == null && !now.isBefore(notBefore);
  }

  /** It is on its way. */
  boolean carries(OutboxEntry entry) {
    return flight != null
        && flight.entries().stream().anyMatch(each -> each.number() == entry.number());
  }

  int refusals(OutboxEntry entry) {
    return refusals.getOrDefault(entry.number(), 0);
  }

  void delivered(Instant now) {
    well();
    lastDelivered = now;
    notBefore = now;
  }

  /** It did not work; how long until the next try. */
  Duration failed(Problem why, Delivery answer, List<OutboxEntry> entries, Instant now) {
    failures++;
    failingSince = failingSince == null ? now : failingSince;
    lastFailed = now;
    problem = why;
    dead = answer instanceof Delivery.Dead;
    if (dead) {
      entries.forEach(entry -> refusals.merge(entry.number(), 1, Integer::sum));
    }
    Duration wait = backoff();
    if (answer instanceof Delivery.TryAgain again && again.after().isPresent()) {
      Duration asked = again.after().get();
      asked = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
      wait = asked.compareTo(wait) > 0 ? asked : wait;
    }
    notBefore = now.plus(wait);
    return wait;
  }

  boolean hasFailedSince(Instant time) {
    return lastFailed != null && !lastFailed.isBefore(time);
  }

  void forget(OutboxEntry entry) {
    refusals.remove(entry.number());
  }

  /** The clock was set back by so much: waits go on from there. */
  void setBack(Duration back) {
    notBefore = notBefore.minus(back);
    lastHere = lastHere.minus(back);
    failingSince = failingSince == null ? null : failingSince.minus(back);
    lastFailed = lastFailed == null ? null : lastFailed.minus(back);
    flight = flight == null ? null : flight.begun(flight.begun().minus(back));
  }

  private Duration backoff() {
    Duration wait = limits.firstWait();
    for (int i = 1; i < failures && wait.compareTo(limits.longestWait()) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(limits.longestWait()) > 0 ? limits.longestWait() : wait;
  }

  private void well() {
    failures = 0;
    failingSince = null;
    problem = null;
    dead = false;
  }
}

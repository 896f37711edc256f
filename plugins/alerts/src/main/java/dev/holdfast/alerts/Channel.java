package dev.holdfast.alerts;

import dev.holdfast.spi.Delivery;
import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notification.Status;
import dev.holdfast.spi.Notifier;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One channel, as the dispatch sees it. */
final class Channel {
  /** A wait that a channel asks for is granted up to here: by then it may be well again. */
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private static final int MOST_IN_A_DIGEST = 200;
  private static final int MOST_BEGUN = 1000;

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

  /** Incidents of which it was told by themselves, the oldest first; not known after a restart. */
  private final LinkedHashSet<String> begun = new LinkedHashSet<>();

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

  /**
   * Of those that wait what goes out now: one, or too many for one by one; none when it must wait.
   */
  List<OutboxEntry> next(List<OutboxEntry> waiting, Instant now) {
    List<OutboxEntry> due =
        waiting.stream()
            .filter(entry -> entry.channel().equals(name))
            .sorted(Comparator.comparingInt(this::refusals).thenComparingLong(OutboxEntry::number))
            .limit(MOST_IN_A_DIGEST)
            .toList();
    int tokens = bucket.tokens(now);
    if (due.isEmpty() || tokens == 0) {
      return List.of();
    }
    List<OutboxEntry> together =
        due.size() > tokens && refusals(due.getFirst()) == 0
            ? due.stream().filter(this::mayGoTogether).toList()
            : List.of();
    return together.isEmpty() ? List.of(due.getFirst()) : together;
  }

  /**
   * What was refused for good would take the others with it; and whoever was told of a beginning by
   * itself, a receiver of webhooks say, looks for the end of the same and not into a digest.
   */
  private boolean mayGoTogether(OutboxEntry entry) {
    Notification message = entry.notification();
    boolean ends = message.status() == Status.RESOLVED && begun.contains(message.incident());
    return refusals(entry) == 0 && !ends;
  }

  void delivered(List<OutboxEntry> entries, Instant now) {
    if (entries.size() == 1) {
      remember(entries.getFirst().notification());
    }
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

  private void remember(Notification message) {
    if (message.status() == Status.RESOLVED) {
      begun.remove(message.incident());
    } else if (message.status() == Status.FIRING) {
      begun.add(message.incident());
    }
    if (begun.size() > MOST_BEGUN) {
      begun.removeFirst();
    }
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

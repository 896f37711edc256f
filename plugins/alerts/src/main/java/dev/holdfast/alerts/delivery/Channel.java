package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.spi.Delivery;
import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notification.Status;
import dev.holdfast.spi.Notifier;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of one channel: whether it is there, its failures, its waits, and what is in flight.
 */
final class Channel {
  /** A wait that a channel asks for is granted up to here: by then it may be well again. */
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private static final int MOST_BEGUN = 1000;

  /** Of attempts that were cut short and do not end, those of earlier starts included. */
  private static final int MOST_ABANDONED = 50;

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
  private int refusedInARow;
  @Nullable Instant failingSince;
  private @Nullable Instant lastFailed;
  @Nullable Problem problem;
  boolean dead;
  @Nullable Instant lastDelivered;

  /** What is on its way; null when nothing is. */
  @Nullable InFlightDelivery inFlight;

  /** Messages that it has refused for good, with how often: others go first. */
  private final Map<Long, Integer> refusals = new HashMap<>();

  /** Incidents of which it was told by themselves, the oldest first; not known after a restart. */
  private final LinkedHashSet<String> begun = new LinkedHashSet<>();

  /** Attempts that were cut short and have not ended: what they carry may still arrive. */
  private final List<InFlightDelivery> abandoned = new ArrayList<>();

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

  ChannelStatus status() {
    return new ChannelStatus(name, here, dead, problem, failingSince, lastDelivered);
  }

  /** It is contributed: another object is another start of its plugin, which deserves a try. */
  @SuppressWarnings("ReferenceEquality")
  void present(Notifier part, Instant now) {
    here = true;
    lastHere = now;
    if (notifier != part) {
      notifier = part;
      recovered();
      notBefore = now;
    }
  }

  boolean mayTry(Instant now) {
    return here && inFlight == null && !now.isBefore(notBefore) && !isBusyWithAbandoned(now);
  }

  /** A second attempt beside one that still runs may tell the same twice. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isBusyWithAbandoned(Instant now) {
    List<InFlightDelivery> running =
        abandoned.stream().filter(each -> each.by() == notifier).toList();
    return running.size() >= limits.mostCut()
        || running.stream().anyMatch(each -> !each.lastsLongerThan(limits.cutWait(), now));
  }

  /** Nobody waits for the answer of what is on its way any more; it is taken if it comes. */
  void abandon(InFlightDelivery late, Instant now) {
    inFlight = null;
    abandoned.add(late.since(now));
    if (abandoned.size() > MOST_ABANDONED) {
      abandoned.removeFirst();
    }
  }

  /** The attempt of this number, if it was cut short; it has ended now. */
  Optional<InFlightDelivery> endOfAbandoned(long number) {
    Optional<InFlightDelivery> ended =
        abandoned.stream().filter(each -> each.number() == number).findFirst();
    ended.ifPresent(abandoned::remove);
    return ended;
  }

  /** It is on its way. */
  boolean carries(OutboxEntry entry) {
    return inFlight != null && inFlight.carries(entry);
  }

  /** Whatever it waits for, it is tried at the next step. */
  void tryNow(Instant now) {
    notBefore = now;
  }

  int refusals(OutboxEntry entry) {
    return refusals.getOrDefault(entry.number(), 0);
  }

  boolean hasBegun(String incident) {
    return begun.contains(incident);
  }

  void delivered(List<OutboxEntry> entries, Instant now) {
    if (entries.size() == 1) {
      remember(entries.getFirst().notification());
    }
    recovered();
    lastDelivered = now;
    notBefore = now;
  }

  /**
   * It did not work; how long until the next try.
   *
   * @param othersWait messages that it has not refused
   */
  Duration failed(Problem why, Delivery answer, boolean othersWait, Instant now) {
    failures++;
    failingSince = failingSince == null ? now : failingSince;
    lastFailed = now;
    problem = why;
    dead = answer instanceof Delivery.Dead;
    refusedInARow = dead ? refusedInARow + 1 : 0;
    Duration wait = wait(answer, othersWait);
    notBefore = now.plus(wait);
    return wait;
  }

  private Duration wait(Delivery answer, boolean othersWait) {
    if (answer instanceof Delivery.Dead) {
      // It may be the one message; when the next one is refused too, it is the channel.
      return refusedInARow == 1 && othersWait
          ? limits.firstWait()
          : doubled(limits.deadFirstWait(), refusedInARow - 1, limits.deadLongestWait());
    }
    Duration wait = doubled(limits.firstWait(), failures, limits.longestWait());
    if (answer instanceof Delivery.TryAgain again && again.after().isPresent()) {
      Duration asked = again.after().get();
      asked = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
      wait = asked.compareTo(wait) > 0 ? asked : wait;
    }
    return wait;
  }

  private static Duration doubled(Duration first, int times, Duration longest) {
    Duration wait = first;
    for (int i = 1; i < times && wait.compareTo(longest) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(longest) > 0 ? longest : wait;
  }

  void refused(OutboxEntry entry) {
    refusals.merge(entry.number(), 1, Integer::sum);
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
    inFlight = inFlight == null ? null : inFlight.since(inFlight.since().minus(back));
    abandoned.replaceAll(each -> each.since(each.since().minus(back)));
  }

  private void recovered() {
    failures = 0;
    refusedInARow = 0;
    failingSince = null;
    problem = null;
    dead = false;
  }
}

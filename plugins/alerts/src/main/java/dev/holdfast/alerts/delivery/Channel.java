package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
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

  private final String name;
  private final TokenBucket bucket;
  private final AlertsConfig.DeliveryLimits limits;
  private Notifier notifier;

  /** Whether a plugin contributes it at this moment. */
  private boolean here = true;

  private Moment lastHere;

  /** When it may be tried next. */
  private Moment notBefore;

  private int failures;
  private int refusedInARow;
  private @Nullable Moment failingSince;
  private @Nullable Moment lastFailed;
  private @Nullable Problem problem;
  private boolean dead;
  private @Nullable Moment lastDelivered;

  /** What is on its way; null when nothing is. */
  private @Nullable InFlightDelivery inFlight;

  /** Messages that it has refused for good, with how often: others go first. */
  private final Map<Long, Integer> refusals = new HashMap<>();

  /** Incidents of which it was told by themselves, the oldest first; not known after a restart. */
  private final LinkedHashSet<String> begun = new LinkedHashSet<>();

  /** Attempts that were cut short and have not ended: what they carry may still arrive. */
  private final List<InFlightDelivery> abandoned = new ArrayList<>();

  Channel(String name, Notifier notifier, AlertsConfig.DeliveryLimits limits, Moment now) {
    this.name = name;
    this.notifier = notifier;
    this.limits = limits;
    this.bucket = new TokenBucket(limits.burst(), limits.pace(), now);
    this.notBefore = now;
    this.lastHere = now;
  }

  String name() {
    return name;
  }

  boolean isHere() {
    return here;
  }

  /** Its last attempt failed. */
  boolean isFailing() {
    return problem != null;
  }

  boolean isHealthy() {
    return here && !isFailing();
  }

  boolean isAwayForMoreThan(Duration time, Moment now) {
    return !here && now.since(lastHere).compareTo(time) > 0;
  }

  ChannelStatus status() {
    return new ChannelStatus(
        name,
        here,
        dead,
        problem,
        failingSince,
        lastDelivered == null ? null : lastDelivered.time());
  }

  /** No plugin contributes it, unless {@link #present} says that one does. */
  void absent() {
    here = false;
  }

  /** It is contributed: another object is another start of its plugin, which deserves a try. */
  @SuppressWarnings("ReferenceEquality")
  void present(Notifier part, Moment now) {
    here = true;
    lastHere = now;
    if (notifier != part) {
      notifier = part;
      recovered();
      notBefore = now;
    }
  }

  boolean mayTry(Moment now) {
    return here && inFlight == null && !now.isBefore(notBefore) && !isBusyWithAbandoned(now);
  }

  /** A second attempt beside one that still runs may tell the same twice. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isBusyWithAbandoned(Moment now) {
    List<InFlightDelivery> running =
        abandoned.stream().filter(each -> each.by() == notifier).toList();
    return running.size() >= limits.mostCut()
        || running.stream().anyMatch(each -> !each.lastsLongerThan(limits.cutWait(), now));
  }

  /** How many messages it may be sent now. */
  int tokens(Moment now) {
    return bucket.tokens(now);
  }

  /**
   * Calls the notifier on a thread.
   *
   * @param number tells the answer from those of other calls
   * @param answer hears it, on that thread
   */
  void send(
      Grouping.Group group,
      long number,
      ExecutorService threads,
      Consumer<Delivery> answer,
      Moment now) {
    bucket.take(now);
    NotifierCall call = new NotifierCall(notifier, group.message());
    Future<?> work = threads.submit(() -> answer.accept(call.run()));
    inFlight = new InFlightDelivery(number, group.entries(), notifier, now, work);
  }

  /**
   * Interrupts a call that takes too long, and stops waiting for it; a late answer still counts.
   */
  Optional<InFlightDelivery> abandonOverdue(Moment now) {
    InFlightDelivery overdue = inFlight;
    if (overdue == null || !overdue.lastsLongerThan(limits.sendLimit(), now)) {
      return Optional.empty();
    }
    inFlight = null;
    abandoned.add(overdue.since(now));
    if (abandoned.size() > MOST_ABANDONED) {
      abandoned.removeFirst();
    }
    overdue.work().cancel(true);
    return Optional.of(overdue);
  }

  /** The call of this number, if it is in flight; it has ended now. */
  Optional<InFlightDelivery> endOfInFlight(long number) {
    InFlightDelivery ended = inFlight;
    if (ended == null || ended.number() != number) {
      return Optional.empty();
    }
    inFlight = null;
    return Optional.of(ended);
  }

  /** The call of this number, if it was abandoned; it has ended now. */
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
  void tryNow(Moment now) {
    notBefore = now;
  }

  int refusals(OutboxEntry entry) {
    return refusals.getOrDefault(entry.number(), 0);
  }

  boolean hasBegun(String incident) {
    return begun.contains(incident);
  }

  void delivered(List<OutboxEntry> entries, Moment now) {
    if (entries.size() == 1) {
      remember(entries.getFirst().notification());
    }
    entries.forEach(entry -> refusals.remove(entry.number()));
    recovered();
    lastDelivered = now;
    notBefore = now;
  }

  /**
   * It did not work; how long until the next try.
   *
   * @param othersWait messages that it has not refused
   */
  Duration failed(Problem why, Delivery answer, boolean othersWait, Moment now) {
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

  boolean hasFailedSince(Moment time) {
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

  private void recovered() {
    failures = 0;
    refusedInARow = 0;
    failingSince = null;
    problem = null;
    dead = false;
  }
}

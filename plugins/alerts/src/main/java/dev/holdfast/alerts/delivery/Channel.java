package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.support.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One channel: whether it is there, how it fails, and when it may be tried again. */
final class Channel {
  /** A wait that a channel asks for is granted up to here: by then it may be well again. */
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private final String name;
  private final BurstLimit bucket;
  private final AlertsConfig.DeliveryLimits limits;
  private final Backoff whenFailing;
  private final Backoff whenDead;
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

  Channel(String name, Notifier notifier, AlertsConfig.DeliveryLimits limits, Moment now) {
    this.name = name;
    this.notifier = notifier;
    this.limits = limits;
    this.bucket = new BurstLimit(limits.burst(), limits.pace(), now);
    this.whenFailing = Backoff.doubling(limits.firstWait(), limits.longestWait());
    this.whenDead = Backoff.doubling(limits.deadFirstWait(), limits.deadLongestWait());
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

  Notifier notifier() {
    return notifier;
  }

  /** It has not to wait any more; whether it has tokens is another question. */
  boolean isDue(Moment now) {
    return here && !now.isBefore(notBefore);
  }

  /** How many messages it may be sent now. */
  int tokens(Moment now) {
    return bucket.tokens(now);
  }

  /** A call of it begins. */
  void begins(Moment now) {
    bucket.take(now);
  }

  /** Whatever it waits for, it is tried at the next step. */
  void tryNow(Moment now) {
    notBefore = now;
  }

  void delivered(Moment now) {
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
          : whenDead.after(refusedInARow - 1);
    }
    Duration wait = whenFailing.after(failures);
    if (answer instanceof Delivery.TryAgain again && again.after().isPresent()) {
      Duration asked = again.after().get();
      asked = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
      wait = asked.compareTo(wait) > 0 ? asked : wait;
    }
    return wait;
  }

  boolean hasFailedSince(Moment time) {
    return lastFailed != null && !lastFailed.isBefore(time);
  }

  private void recovered() {
    failures = 0;
    refusedInARow = 0;
    failingSince = null;
    problem = null;
    dead = false;
  }
}

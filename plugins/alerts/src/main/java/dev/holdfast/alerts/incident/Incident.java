package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One condition, from its beginning until its end has been announced on every channel that
 * announced it.
 */
public final class Incident {
  public enum State {
    /** It has not lasted long enough. */
    PENDING,
    FIRING,
    /** It is over; somebody still has to be told. */
    RESOLVED
  }

  final String id;
  final Instant since;
  Condition condition;
  State state = State.PENDING;
  Moment lastActive;

  /** Its beginning, as far as it counts for how long it has lasted. */
  private final Moment begun;

  /** Until when it is not told because it followed from another one a moment ago. */
  Moment heldBack;

  /** Until when it is not over because its plugin did not run a moment ago, and checks nothing. */
  Moment openUntil;

  /** The key of the incident that it follows from; empty when it stands for itself. */
  String root = "";

  /** What follows from it, as it was last. */
  List<String> followers = List.of();

  /** Whether its source sees it at this tick, and saw it at the last one. */
  boolean present = true;

  boolean wasPresent = true;

  /** It, or something that follows from it, has lasted long enough. */
  boolean due;

  /** The worst of it and of what follows from it. */
  Severity worst;

  boolean flapping;
  boolean toldFiring;

  /** The worst that was told, and the title of the last message. */
  Severity toldSeverity = Severity.WARNING;

  String toldTitle = "";

  /** The channels that have told of it: they tell of its end, whatever the routes say then. */
  final Set<String> toldOn = new TreeSet<>();

  @Nullable Moment toldAt;

  /** The number of the last message about it. */
  int told;

  /** The message that is to be written to the outbox; null when there is none. */
  @Nullable Status owed;

  String acknowledgedBy = "";

  Incident(Condition condition, Moment now) {
    this.condition = condition;
    this.since = condition.since();
    this.id = ShortHash.incident(condition.key(), since);
    this.lastActive = now;
    this.begun = now.recall(since, condition.hold());
    this.heldBack = now;
    this.openUntil = now;
    this.worst = condition.severity();
  }

  public String id() {
    return id;
  }

  public String key() {
    return condition.key();
  }

  public Condition condition() {
    return condition;
  }

  public State state() {
    return state;
  }

  public Instant since() {
    return since;
  }

  public Severity worst() {
    return worst;
  }

  public boolean isTold() {
    return toldFiring;
  }

  public boolean isFlapping() {
    return flapping;
  }

  public String root() {
    return root;
  }

  public List<String> followers() {
    return followers;
  }

  public String acknowledgedBy() {
    return acknowledgedBy;
  }

  boolean isFiring() {
    return state == State.FIRING;
  }

  boolean isOver() {
    return state == State.RESOLVED;
  }

  public boolean followsAnother() {
    return !root.isEmpty();
  }

  /** It is seen at this moment. */
  void seen(Condition seen, Moment now) {
    condition = seen;
    lastActive = now;
    present = true;
  }

  void nextTick() {
    wasPresent = present;
    present = false;
  }

  boolean wasToldBefore(Duration time, Moment now) {
    Moment last = toldAt;
    return last != null && now.since(last).compareTo(time) >= 0;
  }

  boolean hasLasted(Moment now) {
    return now.since(begun).compareTo(condition.hold()) >= 0;
  }

  boolean isQuietFor(Duration time, Moment now) {
    return now.since(lastActive).compareTo(time) >= 0;
  }

  void owe(Status status, Moment now) {
    owed = status;
    told++;
    toldAt = now;
    if (status == Status.FIRING) {
      toldFiring = true;
      toldSeverity = severity();
      toldTitle = condition.title();
    }
  }

  /** What it is told as: never less than before, or its end would miss who heard of it. */
  Severity severity() {
    return worst.compareTo(toldSeverity) > 0 ? worst : toldSeverity;
  }

  /** Of the message that is owed, or was told last. */
  String messageId() {
    return id + "-" + told;
  }
}

package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
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
  Instant lastActive;

  /** From when it is counted how long it has lasted: {@link #since}, unless the clock was set. */
  private Instant lastsFrom;

  /** Until when it is not told because it followed from another one a moment ago. */
  Instant heldBack;

  /** Until when it is not over because its plugin did not run a moment ago, and checks nothing. */
  Instant openUntil;

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

  @Nullable Instant toldAt;

  /** The number of the last message about it. */
  int told;

  /** The message that is to be written to the outbox; null when there is none. */
  @Nullable Status owed;

  String acknowledgedBy = "";

  Incident(Condition condition, Instant now) {
    this.condition = condition;
    this.since = condition.since();
    this.id = ShortHash.incident(condition.key(), since);
    this.lastActive = now;
    this.lastsFrom = since.isAfter(now) ? now : since;
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
  void seen(Condition now, Instant time) {
    condition = now;
    lastActive = time;
    present = true;
  }

  void nextTick() {
    wasPresent = present;
    present = false;
  }

  /** The clock was set back by so much. */
  void setBack(Duration back) {
    lastActive = lastActive.minus(back);
    lastsFrom = lastsFrom.minus(back);
    heldBack = heldBack.minus(back);
    openUntil = openUntil.minus(back);
    Instant told = toldAt;
    toldAt = told == null ? null : told.minus(back);
  }

  boolean wasToldBefore(Instant time) {
    Instant told = toldAt;
    return told != null && !told.isAfter(time);
  }

  boolean hasLasted(Instant now) {
    return Duration.between(lastsFrom, now).compareTo(condition.hold()) >= 0;
  }

  boolean isQuietFor(Duration time, Instant now) {
    return Duration.between(lastActive, now).compareTo(time) >= 0;
  }

  void owe(Status status, Instant now) {
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

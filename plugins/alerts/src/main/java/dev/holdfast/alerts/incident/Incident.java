package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One condition, from its beginning until its end has been announced on every channel that
 * announced it. It decides when it fires, when it is over, and when a message about it is owed.
 */
public final class Incident {
  public enum State {
    /** It has not lasted long enough. */
    PENDING,
    FIRING,
    /** It is over; somebody still has to be told. */
    RESOLVED
  }

  private final String id;
  private final Instant since;
  private Condition condition;
  private State state = State.PENDING;

  /** Its beginning, as far as it counts for how long it has lasted. */
  private final Moment begun;

  private Moment lastActive;

  /** Until when it is not told because it followed from another one a moment ago. */
  private Moment heldBack;

  /** Until when it is not over because its plugin did not run a moment ago, and checks nothing. */
  private Moment openUntil;

  /** The key of the incident that it follows from; empty when it stands for itself. */
  private String root = "";

  /** What follows from it, as it was last. */
  private List<String> followers = List.of();

  /** Whether its source sees it at this tick, and saw it at the last one. */
  private boolean present = true;

  private boolean wasPresent;

  /** It, or something that follows from it, has lasted long enough. */
  private boolean due;

  /** The worst of it and of what follows from it. */
  private Severity worst;

  private boolean flapping;
  private boolean toldFiring;

  /** The worst that was told, and the title of the last message. */
  private Severity toldSeverity = Severity.WARNING;

  private String toldTitle = "";

  /** The channels that have told of it: they tell of its end, whatever the routes say then. */
  private final Set<String> toldOn = new TreeSet<>();

  private @Nullable Moment toldAt;

  /** The number of the last message about it. */
  private int told;

  /** The message that is to be written to the outbox; null when there is none. */
  private @Nullable Status owed;

  private String acknowledgedBy = "";

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

  /**
   * As an earlier run has written it.
   *
   * @param longestRepeat the longest time after which a message is repeated
   */
  static Incident read(JsonObject json, Duration longestRepeat, Moment now) throws IOException {
    Condition condition =
        new Condition(
            json.text("key"),
            json.text("plugin"),
            json.one("severity", Severity.class),
            json.text("title"),
            new Condition.LastError(json.text("code"), json.text("reason"), json.text("hint")),
            json.time("since"),
            Duration.ofSeconds(json.number("holdSeconds")),
            json.text("story"),
            json.text("runbook"));
    Incident incident = new Incident(condition, now);
    incident.state = json.one("state", State.class);
    incident.worst = json.one("worst", Severity.class);
    incident.told = (int) json.number("told");
    incident.toldFiring = json.isTrue("toldFiring");
    incident.toldSeverity = json.one("toldSeverity", Severity.class);
    incident.toldTitle = json.text("toldTitle");
    incident.toldOn.addAll(json.texts("toldOn"));
    incident.toldAt = json.has("toldAt") ? now.recall(json.time("toldAt"), longestRepeat) : null;
    incident.owed = json.has("owed") ? json.one("owed", Status.class) : null;
    incident.followers = json.texts("followers");
    incident.acknowledgedBy = json.text("acknowledgedBy");
    return incident;
  }

  /** The members, into an object that is open. */
  void write(JsonWriter out) {
    out.writeStringProperty("key", condition.key());
    out.writeStringProperty("plugin", condition.plugin());
    out.writeStringProperty("severity", condition.severity().name());
    out.writeStringProperty("title", condition.title());
    out.writeStringProperty("code", condition.error().code());
    out.writeStringProperty("hint", condition.error().hint());
    out.writeNumberProperty("holdSeconds", condition.hold().toSeconds());
    out.writeStringProperty("story", condition.relatedRule());
    out.writeStringProperty("runbook", condition.runbook());
    out.writeStringProperty("since", since.toString());
    out.writeStringProperty("state", state.name());
    out.writeStringProperty("worst", worst.name());
    out.writeNumberProperty("told", told);
    out.writeBooleanProperty("toldFiring", toldFiring);
    out.writeStringProperty("toldSeverity", toldSeverity.name());
    out.writeStringProperty("toldTitle", toldTitle);
    out.writeStringArrayProperty("toldOn", List.copyOf(toldOn));
    Moment last = toldAt;
    if (last != null) {
      out.writeStringProperty("toldAt", last.time().toString());
    }
    Status message = owed;
    if (message != null) {
      out.writeStringProperty("owed", message.name());
      // Only while it is to be told: the words change with every attempt of somebody else.
      out.writeStringProperty("reason", condition.error().reason());
      out.writeStringArrayProperty("followers", followers);
    }
    out.writeStringProperty("acknowledgedBy", acknowledgedBy);
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

  public boolean followsAnother() {
    return !root.isEmpty();
  }

  boolean isFiring() {
    return state == State.FIRING;
  }

  boolean isOver() {
    return state == State.RESOLVED;
  }

  /** Nobody has to be told of its end any more. */
  boolean isDone() {
    return isOver() && owed == null;
  }

  /** It was gone before it had lasted long enough. */
  boolean hasPassed(AlertsConfig.Flapping limits, Moment now) {
    return state == State.PENDING && !present && (!flapping || isQuietFor(limits.quiet(), now));
  }

  boolean hasLasted(Moment now) {
    return now.since(begun).compareTo(condition.hold()) >= 0;
  }

  private boolean isQuietFor(Duration time, Moment now) {
    return now.since(lastActive).compareTo(time) >= 0;
  }

  void nextTick() {
    wasPresent = present;
    present = false;
  }

  /** Its source sees it at this tick. */
  void seen(Condition seen, FlapDetector flaps, Moment now) {
    if (!wasPresent) {
      flaps.arrived(key(), now);
    }
    condition = seen;
    lastActive = now;
    present = true;
    flapping = flaps.isFlapping(key(), now);
  }

  /** Nobody can say whether it is over. */
  void keepOpen(Moment until) {
    openUntil = until;
  }

  /** It stands for itself. */
  void standsAlone() {
    root = "";
  }

  /** It follows from another one, and is not told until it has stood for itself a while. */
  void follows(String other, Moment until) {
    root = other;
    heldBack = until;
  }

  /** Takes in what follows from it. */
  void leads(List<Incident> others, int mostTitles, Moment now) {
    List<Incident> lasting = others.stream().filter(other -> other.hasLasted(now)).toList();
    due = hasLasted(now) || !lasting.isEmpty();
    worst =
        lasting.stream().anyMatch(other -> other.condition.isCritical())
            ? Severity.CRITICAL
            : condition.severity();
    if (!others.isEmpty()) {
      followers =
          others.stream().map(other -> other.condition.title()).sorted().limit(mostTitles).toList();
    }
  }

  /**
   * Moves it on: it fires, it is over, or a message about it is owed.
   *
   * @param settled whether all checks have run since the start
   */
  void decide(AlertsConfig config, Silences silences, boolean settled, Moment now) {
    if (state == State.PENDING && due) {
      state = State.FIRING;
    }
    // What was not written yet is told with its end.
    if (!isFiring() || owed != null) {
      return;
    }
    if (settled && isGone(config, now)) {
      state = State.RESOLVED;
      // What was not told needs no end.
      if (toldFiring) {
        owe(Status.RESOLVED, now);
      }
    } else if (isToTell(config, now) && !silences.cover(condition, now)) {
      owe(Status.FIRING, now);
    }
  }

  private boolean isGone(AlertsConfig config, Moment now) {
    Duration quiet = flapping ? config.flapping().quiet() : config.clearAfter();
    return !present && !now.isBefore(openUntil) && isQuietFor(quiet, now);
  }

  private boolean isToTell(AlertsConfig config, Moment now) {
    boolean isOutOfSight = !present && now.isBefore(openUntil);
    if (followsAnother() || isOutOfSight || now.isBefore(heldBack)) {
      return false;
    }
    if (!toldFiring || worst.compareTo(toldSeverity) > 0) {
      return true;
    }
    Duration repeat = worst == Severity.CRITICAL ? config.repeatCritical() : config.repeatWarning();
    Moment last = toldAt;
    return acknowledgedBy.isEmpty() && last != null && now.since(last).compareTo(repeat) >= 0;
  }

  private void owe(Status status, Moment now) {
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
  private Severity severity() {
    return worst.compareTo(toldSeverity) > 0 ? worst : toldSeverity;
  }

  /** The message that is owed, again at each tick until it is {@linkplain #safe safe}. */
  Optional<PendingNotification> pending(Moment now) {
    return Optional.ofNullable(owed).map(status -> pending(status, now));
  }

  private PendingNotification pending(Status status, Moment now) {
    boolean over = status == Status.RESOLVED;
    return new PendingNotification(
        messageId(),
        id,
        status,
        severity(),
        over ? condition.titled(toldTitle) : condition,
        since,
        now.time(),
        told,
        flapping,
        followers,
        over ? Set.copyOf(toldOn) : Set.of());
  }

  /** Of the message that is owed, or was told last. */
  private String messageId() {
    return id + "-" + told;
  }

  /** A message is in the outbox. */
  void safe(String message) {
    if (messageId().equals(message)) {
      owed = null;
    }
  }

  void toldOn(String channel) {
    toldOn.add(channel);
  }

  void acknowledge(String by) {
    acknowledgedBy = by;
  }
}

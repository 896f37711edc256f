package dev.holdfast.alerts;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.CrashReportReader;
import dev.holdfast.alerts.condition.RuleEvaluator;
import dev.holdfast.alerts.condition.Sources;
import dev.holdfast.alerts.delivery.ChannelStatus;
import dev.holdfast.alerts.delivery.DeliveryLog;
import dev.holdfast.alerts.delivery.Dispatcher;
import dev.holdfast.alerts.delivery.Outbox;
import dev.holdfast.alerts.incident.Incident;
import dev.holdfast.alerts.incident.Incidents;
import dev.holdfast.alerts.incident.PendingNotification;
import dev.holdfast.alerts.incident.Silence;
import dev.holdfast.alerts.incident.Silences;
import dev.holdfast.alerts.incident.StateFile;
import dev.holdfast.alerts.message.MessageWriter;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.ServerView;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pipeline of alerts on one worker: once a second it looks at the server, and in between
 * it sends what waits.
 *
 * <h2>The problem</h2>
 *
 * A fault shows in many places at once. It comes and goes, and it may take along the disk, the
 * network or the process that should tell of it. People are to hear of it once, soon and with its
 * cause, and then of its end. A message too many teaches them to ignore the next one; a missing one
 * looks as if all were well.
 *
 * <h2>The stages, in their order</h2>
 *
 * <ol>
 *   <li>Notice: {@link Sources} makes conditions of health checks, the alert board and metrics.
 *   <li>Inhibit: {@link Incidents} makes an incident of each condition that lasts, and holds back
 *       those that follow from another one or are silenced. A message about the others is owed.
 *   <li>Write: {@link MessageWriter} adds the evidence.
 *   <li>Route: {@code Router} puts the message into the {@link Outbox} for each of its channels.
 *   <li>Group: {@code Grouping} picks what a channel gets next, as one message if too many wait.
 *   <li>Deliver: {@code Sender} calls the notifier on a thread of its own.
 *   <li>Record: {@code Recorder} notes the answer. A refused message goes back to Route.
 * </ol>
 *
 * <p>{@link #tick} runs the first four, and {@link Dispatcher#step} the rest.
 *
 * <h2>What always holds</h2>
 *
 * <ul>
 *   <li>A message is owed in the state file before it is in the outbox, and it is in the outbox
 *       until its channel has taken it or it is given up. A crash in between repeats a step under
 *       the same id: nothing is lost, and a receiver can tell a repetition.
 *   <li>An end goes to every channel that told of the beginning, and says the same title.
 *   <li>Nothing is over before somebody has looked: not just after a start, and not while the
 *       plugin that would know does not run.
 *   <li>A disk that takes nothing keeps nobody from being told.
 *   <li>No channel waits for another, and nobody waits for a channel while holding the lock.
 *   <li>All that is kept has a limit. What has to go is noted in the {@link DeliveryLog}, and
 *       critical messages go last.
 *   <li>Waits are measured by the ticker of a {@link Moment}; the wall clock is stored and shown.
 * </ul>
 *
 * <h2>What was rejected</h2>
 *
 * <ul>
 *   <li>Grouping before inhibition, with a wait for more, as Alertmanager has it: the first message
 *       would wait for the last. Here a group is made of what a channel's pace has held back.
 *   <li>Rules about which label inhibits which: nobody writes them before the first outage. A cause
 *       is what a fault names by its code, or what its plugin works on.
 *   <li>A log of what was sent, to suppress repetitions: after a crash it cannot know either. The
 *       id stays the same instead.
 *   <li>One queue for all channels, or one file for all messages: a dead channel would block the
 *       others, and a damaged byte cost more than one message.
 *   <li>A thread and a queue for each stage: there are a few messages a minute, and one lock is
 *       easier to get right.
 *   <li>Waits by the wall clock, shifted when it is set back: each new wait had to be remembered,
 *       and a clock that jumps ahead ended them all.
 * </ul>
 *
 * <p>Safe for several threads: its lock guards all its parts.
 */
final class AlertEngine {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration CRASH_REPORTS = Duration.ofSeconds(10);
  private static final Set<String> SETTLED = Set.of("Running", "Paused", "Quarantined");

  /** The parts, put together by the plugin. */
  record Parts(
      ServerView view,
      Sources sources,
      RuleEvaluator evaluator,
      Incidents incidents,
      Silences silences,
      StateFile state,
      MessageWriter writer,
      Outbox outbox,
      Dispatcher dispatcher,
      DeliveryLog log,
      CrashReportReader crashReports) {}

  private final Parts parts;
  private final AlertsConfig config;
  private final Supplier<Moment> time;
  private final Supplier<List<Contribution<Notifier>>> channels;
  private @Nullable Moment lastTick;
  private @Nullable Moment lastCrashReports;
  private @Nullable Problem notWritten;
  private long tests;

  /** Messages that are owed and were logged: as many as there are incidents at most. */
  private final Set<String> withoutRoom = new HashSet<>();

  /** Read by /metrics, which is not to wait for the lock. */
  private volatile long firing;

  private volatile long waiting;

  AlertEngine(
      Parts parts,
      AlertsConfig config,
      Supplier<Moment> time,
      Supplier<List<Contribution<Notifier>>> channels) {
    this.parts = parts;
    this.config = config;
    this.time = time;
    this.channels = channels;
  }

  /** One round; a disk that does not take anything is shown and tried again. */
  synchronized void step() {
    Moment now = time.get();
    if (hasPassed(lastTick, TICK, now)) {
      lastTick = now;
      tick(now);
    }
    parts.dispatcher().step(now);
    firing = parts.incidents().firing();
    waiting = parts.outbox().size();
  }

  /** Waits a moment, or until a channel has answered. */
  void rest(Duration time) throws InterruptedException {
    parts.dispatcher().awaitAnswer(time);
  }

  private static boolean hasPassed(@Nullable Moment last, Duration time, Moment now) {
    return last == null || now.since(last).compareTo(time) >= 0;
  }

  private void tick(Moment now) {
    parts.dispatcher().channels(channels.get(), now);
    parts.silences().end(now);
    parts.writer().sample(now);
    List<Condition> conditions = new ArrayList<>(parts.sources().read(parts.view(), now));
    conditions.addAll(ofChannels(now));
    List<PendingNotification> pending = parts.incidents().tick(conditions, stoppedPlugins(), now);
    // Owed is on disk before the message is: a crash in between repeats it under the same id.
    boolean written = isWritten(this::save);
    withoutRoom.retainAll(pending.stream().map(PendingNotification::messageId).toList());
    for (PendingNotification notification : pending) {
      post(notification, now);
    }
    written &= isWritten(this::save) && isWritten(parts.dispatcher()::catchUp);
    // A report is taken away when it is told; it waits until that can be done.
    written = written && isWritten(() -> readCrashReports(now));
    if (written) {
      notWritten = null;
    }
  }

  /** Plugins that are not running; a plugin that has been removed is not among them. */
  private Set<String> stoppedPlugins() {
    return parts.view().plugins().stream()
        .filter(plugin -> !plugin.state().equals("Running"))
        .map(PluginStatus::name)
        .collect(Collectors.toSet());
  }

  /** Those that may have a channel to come; one that is left alone or paused has none. */
  private boolean startingPlugins() {
    return parts.view().plugins().stream()
        .map(PluginStatus::state)
        .anyMatch(state -> !SETTLED.contains(state));
  }

  /** People are told though the disk takes nothing; that it does not is logged once. */
  private boolean isWritten(Writing writing) {
    try {
      writing.write();
      return true;
    } catch (IOException e) {
      Problem problem = AlertsProblems.NOT_WRITTEN.because(e.toString());
      if (notWritten == null) {
        LOG.log(Level.ERROR, problem.sentence());
      }
      notWritten = problem;
      return false;
    }
  }

  private interface Writing {
    void write() throws IOException;
  }

  private void save() throws IOException {
    parts.state().save(parts.incidents().all(), parts.silences().all());
  }

  private void post(PendingNotification notification, Moment now) {
    Notification message = parts.writer().write(notification);
    String key = notification.condition().key();
    String about =
        key.startsWith(Condition.CHANNEL) ? key.substring(Condition.CHANNEL.length()) : "";
    boolean kept = parts.dispatcher().post(message, about, notification.toldOn(), now);
    boolean again = !kept ? !withoutRoom.add(message.id()) : withoutRoom.remove(message.id());
    if (kept) {
      parts.incidents().told(message.id());
    }
    if (!again) {
      LOG.log(
          notification.status() == Status.RESOLVED ? Level.INFO : Level.WARNING,
          "Alert {0} {1} {2}: {3}{4}",
          message.incident(),
          message.status(),
          message.severity(),
          message.title(),
          kept ? "" : " (the outbox is full, it is told when there is room)");
    }
  }

  /** Channels that take nothing. Whoever is told of one is told on another one. */
  private List<Condition> ofChannels(Moment now) {
    List<Condition> all = new ArrayList<>();
    for (ChannelStatus channel : parts.dispatcher().channels()) {
      Moment since = channel.failingSince();
      Problem cause = channel.problem();
      if (since == null || cause == null || !channel.here()) {
        continue;
      }
      Problem problem = channel.dead() ? AlertsProblems.CHANNEL_DEAD : AlertsProblems.CHANNEL_SLOW;
      all.add(
          new Condition(
              Condition.CHANNEL + channel.name(),
              channel.name(),
              Severity.WARNING,
              Text.line("Alerts do not go out on " + channel.name() + ": " + cause.what(), 160),
              new Condition.LastError(
                  cause.code(),
                  Text.line(cause.reason(), 300),
                  cause.remedy().isEmpty() ? problem.remedy() : cause.remedy()),
              now.timeOf(since),
              config.delivery().fallbackAfter(),
              "",
              problem.remedy()));
    }
    return all;
  }

  private void readCrashReports(Moment now) throws IOException {
    if (!parts.dispatcher().areChannelsThere(startingPlugins(), now)
        || !hasPassed(lastCrashReports, CRASH_REPORTS, now)) {
      return;
    }
    lastCrashReports = now;
    for (CrashReportReader.CrashReport report : parts.crashReports().read()) {
      Notification message =
          parts
              .writer()
              .write(report.id(), report.condition(), Status.NOTICE, now.time(), report.figures());
      if (parts.dispatcher().post(message, "", Set.of(), now)) {
        Files.deleteIfExists(report.file());
      }
    }
  }

  /**
   * Puts a test into the outbox.
   *
   * @param channel the only one; empty for all
   * @return the message and where it goes
   */
  synchronized Test test(String channel) {
    Moment now = time.get();
    parts.dispatcher().channels(channels.get(), now);
    List<String> names =
        parts.dispatcher().channels().stream().filter(c -> c.here()).map(c -> c.name()).toList();
    if (names.isEmpty() || (!channel.isEmpty() && !names.contains(channel))) {
      String there = names.isEmpty() ? "no channel is configured" : "there are " + names;
      throw new ProblemException(AlertsProblems.UNKNOWN.because(there));
    }
    Condition condition =
        new Condition(
            Dispatcher.TEST,
            "alerts",
            Severity.WARNING,
            "This is a test of the alerts of " + parts.writer().server(),
            new Condition.LastError("", "", "Nothing is to be done"),
            now.time(),
            Duration.ZERO,
            "",
            "");
    String id = "test-" + ShortHash.of(now.time() + "/" + tests++);
    Notification message =
        parts
            .writer()
            .write(id, condition, Status.NOTICE, now.time(), List.of("asked for by an operator"));
    List<String> asked = channel.isEmpty() ? names : List.of(channel);
    for (String each : asked) {
      if (!parts.dispatcher().test(message, each, now)) {
        throw new ProblemException(AlertsProblems.OUTBOX_FULL.because("not even a test has room"));
      }
    }
    return new Test(id, asked);
  }

  /** A test that is on its way. */
  record Test(String id, List<String> channels) {}

  synchronized Silence silence(
      String matcher, String author, String reason, Duration delay, Duration lasting)
      throws IOException {
    Silence silence = parts.silences().add(matcher, author, reason, delay, lasting, time.get());
    save();
    return silence;
  }

  synchronized Silence endSilence(String id) throws IOException {
    Silence ended = parts.silences().remove(id);
    save();
    return ended;
  }

  synchronized Incident acknowledge(String id, String by) throws IOException {
    Incident incident = parts.incidents().acknowledge(id, by);
    save();
    return incident;
  }

  /** Reads from the parts under the lock. */
  synchronized <T> T read(Reading<T> reading) throws IOException {
    return reading.of(parts);
  }

  /** Reads one answer from the parts. */
  interface Reading<T> {
    T of(Parts parts) throws IOException;
  }

  long firing() {
    return firing;
  }

  long waiting() {
    return waiting;
  }

  /** Whether a channel takes messages, as far as is known; also when none is configured. */
  synchronized boolean peopleCanBeTold() {
    List<ChannelStatus> all = parts.dispatcher().channels();
    return all.isEmpty() || all.stream().anyMatch(channel -> channel.here() && !channel.dead());
  }

  /** Why nothing can be written; null when it can. */
  synchronized @Nullable Problem notWritten() {
    return notWritten;
  }
}

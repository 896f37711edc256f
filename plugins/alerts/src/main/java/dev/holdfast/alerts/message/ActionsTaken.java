package dev.holdfast.alerts.message;

import dev.holdfast.alerts.condition.MetricQuery;
import dev.holdfast.alerts.incident.PendingNotification;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.spi.server.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Lists what the server has done by itself since an incident began, which a person on call wants to
 * know before they act: how the affected plugins coped, the states that plugins went through, and
 * how often each remedy was tried. Not safe for several threads.
 */
final class ActionsTaken {
  private static final int MOST = 8;
  private static final int LONGEST = 300;

  /** What was done first was done a moment before the check that sees it. */
  private static final Duration BEFORE = Duration.ofSeconds(5);

  private static final String MEMORY = "holdfast_memory_steps_total";
  private static final Set<String> OF_MEMORY = Set.of("memory-watchdog", "kernel");

  /**
   * Something that is counted and not listed.
   *
   * @param plugins whose incidents it answers
   * @param words with a place for the number
   */
  private record Counted(Set<String> plugins, CounterIncrease increase, String words) {}

  private final ServerView view;
  private final List<Counted> counted =
      List.of(
          new Counted(
              Set.of("database"),
              new CounterIncrease(MetricQuery.sum("holdfast_database_connect_attempts_total")),
              "attempts to reconnect to the database: %s"),
          step("trim", "plugins were asked to give memory back: %s x"),
          step("refuse", "new clients were refused for want of memory: %s x"),
          step("pause", "plugins were paused for want of memory: %s x"),
          step("drain", "events were sent to the journal only, for want of memory: %s x"),
          step("restart", "a restart was asked for, for want of memory: %s x"));

  ActionsTaken(ServerView view) {
    this.view = view;
  }

  private static Counted step(String name, String words) {
    return new Counted(
        OF_MEMORY, new CounterIncrease(MetricQuery.sum(MEMORY, "step", name)), words);
  }

  /** Counts have to be known from before an incident begins. */
  void sample(Moment now) {
    counted.forEach(each -> each.increase().sample(view, now));
  }

  /** The oldest first, then what is counted. */
  List<String> about(PendingNotification pending) {
    Instant from = pending.since().minus(BEFORE);
    List<Change> changes =
        view.changes(0).stream()
            .filter(change -> !change.at().isBefore(from))
            .filter(change -> isAction(change, pending))
            .toList();
    List<String> actions = new ArrayList<>();
    if (changes.size() > MOST) {
      actions.add((changes.size() - MOST) + " steps before these");
    }
    changes.stream()
        .skip(Math.max(0, changes.size() - MOST))
        .map(ActionsTaken::line)
        .forEach(actions::add);
    for (Counted each : counted) {
      if (each.plugins().contains(pending.condition().plugin())) {
        String number = each.increase().since(pending.since(), view, pending.at());
        if (!number.isEmpty()) {
          actions.add(String.format(Locale.ROOT, each.words(), number));
        }
      }
    }
    return actions;
  }

  private static boolean isAction(Change change, PendingNotification pending) {
    return switch (change.kind()) {
      case PLUGIN -> !change.from().isEmpty();
      case HEALTH -> isAboutDegraded(change) && isAboutFollower(change, pending);
      case ALERT -> false;
    };
  }

  /** What is degraded makes do, or did; what is down has done nothing. */
  private static boolean isAboutDegraded(Change change) {
    String degraded = Verdict.DEGRADED.name();
    return change.to().equals(degraded) || (change.from().equals(degraded) && isWell(change));
  }

  private static boolean isWell(Change change) {
    return change.to().equals(Verdict.UP.name());
  }

  /** The titles of what follows begin so. */
  private static boolean isAboutFollower(Change change, PendingNotification pending) {
    return pending.followers().stream()
        .anyMatch(title -> title.startsWith(change.subject() + " is "));
  }

  private static String line(Change change) {
    String step = change.kind() == Change.Kind.HEALTH ? health(change) : state(change);
    return Text.time(change.at()) + " " + Text.line(step, LONGEST);
  }

  private static String state(Change change) {
    String why = change.why().isEmpty() ? "" : " (" + change.why() + ")";
    return change.subject() + ": " + change.from() + " -> " + change.to() + why;
  }

  /** What a check says first is what its plugin does; the rest is why, which the message has. */
  private static String health(Change change) {
    if (isWell(change)) {
      return change.subject() + ": well again";
    }
    String what = change.why().split(": ", 2)[0];
    return change.subject() + ": " + (what.isEmpty() ? change.to() : what);
  }
}

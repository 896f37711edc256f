package dev.holdfast.alerts.message;

import dev.holdfast.alerts.condition.MetricQuery;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.server.ServerView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Measures by how much a counter has grown since a moment. It remembers an hour in which the
 * counter grows without a pause, and any length of time in which it does not grow. Not safe for
 * several threads.
 */
final class CounterIncrease {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final int KEPT = 720;

  /** A look; of those that see the same the first is kept. */
  private record Reading(Instant at, double total) {}

  private final MetricQuery query;
  private final Deque<Reading> readings = new ArrayDeque<>();
  private Reading latest = new Reading(Instant.MIN, 0);
  private @Nullable Moment last;
  private double counter;

  CounterIncrease(MetricQuery query) {
    this.query = query;
  }

  void sample(ServerView view, Moment now) {
    if (readings.isEmpty() || last == null || now.since(last).compareTo(STEP) >= 0) {
      last = now;
      read(view, now.time());
    }
  }

  private void read(ServerView view, Instant now) {
    OptionalDouble read = query.read(view);
    if (read.isEmpty()) {
      return;
    }
    double value = read.getAsDouble();
    // A counter of a plugin that was started again begins afresh.
    double grown = value < counter ? value : value - counter;
    counter = value;
    if (readings.isEmpty()) {
      readings.add(new Reading(now, 0));
      latest = readings.getLast();
      return;
    }
    if (readings.getLast().total() != latest.total()) {
      readings.addLast(latest);
      if (readings.size() > KEPT) {
        readings.removeFirst();
      }
    }
    latest = new Reading(now, latest.total() + grown);
  }

  /** How much, as people read it; empty when it has not grown. */
  String since(Instant from, ServerView view, Instant now) {
    read(view, now);
    Reading before = null;
    for (Reading reading : readings.reversed()) {
      before = reading;
      if (!reading.at().isAfter(from)) {
        break;
      }
    }
    if (before == null || latest.total() <= before.total()) {
      return "";
    }
    String number = Text.number(latest.total() - before.total());
    return before.at().isAfter(from) && readings.size() == KEPT ? "more than " + number : number;
  }
}

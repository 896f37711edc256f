package dev.holdfast.alerts.message;

import dev.holdfast.alerts.condition.MetricQuery;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.server.ServerView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Tells how many events are safe on disk and how long the space lasts, which is the first question
 * when the database is away. Keeps a few readings; not safe for several threads.
 */
final class JournalHeadroom {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final int KEPT = 60;
  private static final Duration LONGEST = Duration.ofDays(30);

  private record Reading(Moment at, double bytes) {}

  private final Deque<Reading> readings = new ArrayDeque<>();

  void sample(ServerView view, Moment now) {
    Reading last = readings.peekLast();
    if (last != null && now.since(last.at()).compareTo(STEP) < 0) {
      return;
    }
    OptionalDouble bytes = MetricQuery.most("holdfast_journal_waiting_bytes").read(view);
    if (bytes.isPresent()) {
      readings.addLast(new Reading(now, bytes.getAsDouble()));
      if (readings.size() > KEPT) {
        readings.removeFirst();
      }
    }
  }

  /** {@code 14,212 events (38.2 MiB) safe on disk, room for 6 h}; empty without a journal. */
  String sentence(ServerView view) {
    OptionalDouble events = MetricQuery.most("holdfast_journal_waiting_events").read(view);
    OptionalDouble bytes = MetricQuery.most("holdfast_journal_waiting_bytes").read(view);
    OptionalDouble most = MetricQuery.sum("holdfast_journal_max_bytes").read(view);
    if (events.isEmpty() || bytes.isEmpty() || most.isEmpty()) {
      return "";
    }
    double room = Math.max(0, most.getAsDouble() - bytes.getAsDouble());
    double rate = bytesPerSecond();
    String left =
        rate <= 0 || room / rate > LONGEST.toSeconds()
            ? "room for " + Text.bytes(room) + " more"
            : "room for " + Text.duration(Duration.ofSeconds((long) (room / rate)));
    return String.format(
        Locale.ROOT,
        "%s events (%s) safe on disk, %s",
        Text.number(events.getAsDouble()),
        Text.bytes(bytes.getAsDouble()),
        left);
  }

  /** Since it has grown without a pause, or for as long as is remembered. */
  private double bytesPerSecond() {
    Reading first = null;
    for (Reading earlier : readings.reversed()) {
      if (first != null && earlier.bytes() >= first.bytes()) {
        break;
      }
      first = earlier;
    }
    Reading last = readings.peekLast();
    if (last == null || first == null || !first.at().isBefore(last.at())) {
      return 0;
    }
    long millis = last.at().since(first.at()).toMillis();
    return (last.bytes() - first.bytes()) * 1e3 / millis;
  }
}

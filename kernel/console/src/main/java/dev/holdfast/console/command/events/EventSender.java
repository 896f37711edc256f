package dev.holdfast.console.command.events;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sends events over HTTP in bodies of many. A body is taken as a whole or not at all, so one that
 * is refused is sent again in halves, until the refused event stands alone and can be named. Each
 * has an id by now, so no repeat stores one twice.
 */
final class EventSender {
  static final int MOST_EVENTS = 500;

  /** Half of the default of ingest.max-message. */
  private static final int MOST_CHARACTERS = 512 * 1024;

  private static final int MOST_SHOWN = 20;
  private static final Duration ASK_AGAIN = Duration.ofMillis(250);
  private static final Duration BUSY_LIMIT = Duration.ofSeconds(15);

  /** What a server says of the events themselves, not of itself or of who sends them. */
  private static final Set<Integer> OF_THE_EVENTS = Set.of(400, 413, 422);

  /** What passes by itself. */
  private static final Set<Integer> BUSY = Set.of(429, 503);

  private final ServerApi server;
  private final Terminal terminal;
  private final List<EventLine> waiting = new ArrayList<>();
  private long characters;
  private long acknowledged;
  private long refused;

  EventSender(ServerApi server, Terminal terminal) {
    this.server = server;
    this.terminal = terminal;
  }

  /** Sends what has come together when there is enough of it. */
  void add(EventLine event) {
    if (!waiting.isEmpty() && characters + event.json().length() > MOST_CHARACTERS) {
      flush();
    }
    waiting.add(event);
    characters += event.json().length();
    if (waiting.size() >= MOST_EVENTS || characters >= MOST_CHARACTERS) {
      flush();
    }
  }

  /** Sends all that was added. */
  void flush() {
    List<EventLine> events = List.copyOf(waiting);
    waiting.clear();
    characters = 0;
    if (!events.isEmpty()) {
      send(events);
    }
  }

  private void send(List<EventLine> events) {
    try {
      post(events);
      acknowledged += events.size();
    } catch (Failure failure) {
      Problem problem = failure.problem();
      if (!OF_THE_EVENTS.contains(problem.status())) {
        throw failure;
      }
      if (events.size() == 1) {
        refuse(events.getFirst().place(), problem);
      } else {
        int half = events.size() / 2;
        send(events.subList(0, half));
        send(events.subList(half, events.size()));
      }
    }
  }

  private void post(List<EventLine> events) {
    String body = events.stream().map(EventLine::json).collect(Collectors.joining(",", "[", "]"));
    long end = System.nanoTime() + BUSY_LIMIT.toNanos();
    while (true) {
      try {
        server.post("/events", "application/cloudevents-batch+json", body);
        return;
      } catch (Failure busy) {
        boolean passes = BUSY.contains(busy.problem().status());
        if (!passes || System.nanoTime() > end || !Pause.of(ASK_AGAIN)) {
          throw busy;
        }
      }
    }
  }

  /** Tells of an event that was not taken. */
  void refuse(String place, Problem problem) {
    refused++;
    if (refused <= MOST_SHOWN) {
      terminal.say("holdfast: " + place + ": " + Members.printable(problem.sentence()));
    } else if (refused == MOST_SHOWN + 1) {
      terminal.say("holdfast: further refusals are only counted");
    }
  }

  long acknowledged() {
    return acknowledged;
  }

  long refused() {
    return refused;
  }
}

package dev.holdfast.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.journal.Event;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Events for tests. */
final class Events {
  private static final Instant TIME = Instant.parse("2026-11-21T10:15:30.123456Z");

  private Events() {}

  static Event event(String id, String data) {
    return event(id, "reading", TIME, data);
  }

  static Event at(String id, @Nullable Instant time) {
    return event(id, "reading", time, "1");
  }

  static Event event(String id, String type, @Nullable Instant time, String data) {
    return new Event("mount", id, type, null, time, TIME, new byte[0], data.getBytes(UTF_8));
  }

  static List<Event> numbered(int from, int to) {
    return numbered("", from, to);
  }

  static List<Event> numbered(String prefix, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> event(prefix + i, "{\"n\": " + i + "}"))
        .toList();
  }
}

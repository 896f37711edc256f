package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.journal.Event;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Events for tests, told apart by their ids. */
public final class Events {
  private static final Instant NOON = Instant.parse("2026-06-21T12:00:00Z");

  private Events() {}

  /** An event of a source, with a small payload. */
  public static Event event(String source, String id) {
    return sized(source, id, 0);
  }

  /** An event whose payload is a JSON string of so many characters. */
  public static Event sized(String source, String id, int characters) {
    byte[] data = ("\"" + "x".repeat(characters) + "\"").getBytes(UTF_8);
    return new Event(source, id, "test.measured", null, NOON, NOON, new byte[0], data);
  }

  /** Events with the ids {@code from} to {@code to - 1}. */
  public static List<Event> range(String source, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> event(source, String.valueOf(i))).toList();
  }
}

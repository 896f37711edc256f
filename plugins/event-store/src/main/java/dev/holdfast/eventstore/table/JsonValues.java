package dev.holdfast.eventstore.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Compares JSON by what it means, as PostgreSQL's jsonb does: the order of keys and white space do
 * not count, of a key that stands there twice the last one does, and 1e2 is 100.
 */
final class JsonValues {
  /** The largest that the door for events can be configured to let in. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1000)
                  .maxNumberLength(100_000)
                  .maxNameLength(64 << 20)
                  .maxStringLength(64 << 20)
                  .build())
          .build();

  private JsonValues() {}

  /**
   * Whether both are the same value. What cannot be read is only the same when it is written so.
   */
  static boolean equal(@Nullable String one, @Nullable String other) {
    if (one == null || other == null || one.equals(other)) {
      return one == null ? other == null : one.equals(other);
    }
    try {
      return read(one).equals(read(other));
    } catch (JacksonException e) {
      return false;
    }
  }

  private static Object read(String json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      return value(parser, parser.nextToken());
    }
  }

  /** As deep as the parser lets it be. */
  private static Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new HashMap<>();
        for (String name; (name = parser.nextName()) != null; ) {
          members.put(name, value(parser, parser.nextToken()));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        for (JsonToken next; (next = parser.nextToken()) != JsonToken.END_ARRAY; ) {
          elements.add(value(parser, next));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
      default -> token;
    };
  }

  private static Object number(String text) {
    try {
      return new BigDecimal(text).stripTrailingZeros();
    } catch (ArithmeticException | NumberFormatException beyondAnyExponent) {
      return List.of("number", text);
    }
  }
}

package dev.holdfast.alerts.support;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A small JSON object that was read. */
public final class JsonObject {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, Object> values;

  private JsonObject(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Reads one object.
   *
   * @throws IOException it is none, or is damaged
   */
  public static JsonObject read(byte[] bytes) throws IOException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      JsonObject read = object(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one JSON object");
      }
      return read;
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  private static JsonObject object(JsonParser parser) {
    Map<String, Object> values = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser);
      if (value != null) {
        values.put(name, value);
      }
    }
    return new JsonObject(values);
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          Object value = value(parser);
          if (value != null) {
            all.add(value);
          }
        }
        yield all;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> null;
    };
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Empty when there is none. */
  public String text(String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  public long number(String name) {
    return values.get(name) instanceof Long number ? number : 0;
  }

  public boolean isTrue(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  public Instant time(String name) throws IOException {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw new IOException(name + " is no time: " + text(name), e);
    }
  }

  /** One of an enum's names. */
  public <E extends Enum<E>> E one(String name, Class<E> type) throws IOException {
    try {
      return Enum.valueOf(type, text(name));
    } catch (IllegalArgumentException e) {
      throw new IOException(name + " is unknown: " + text(name), e);
    }
  }

  public JsonObject object(String name) {
    return values.get(name) instanceof JsonObject json ? json : new JsonObject(Map.of());
  }

  public List<JsonObject> objects(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }

  public List<String> texts(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}

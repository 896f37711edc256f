package dev.holdfast.console.client;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.SpokenTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One object of an answer, with what it holds. For answers that a person reads: small ones. What is
 * absent, or of another kind than expected, reads as nothing: servers of other versions are met.
 */
public final class Members {
  private final Map<String, Object> values;

  private Members(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Reads an answer.
   *
   * @param url where it came from, for the failure
   * @throws Failure it is no JSON object
   */
  public static Members parse(String url, String text) {
    try (JsonParser json = Json.parser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Failures.unexpectedAnswer(url, "not a JSON object");
      }
      return object(json);
    } catch (JacksonException e) {
      throw Failures.unexpectedAnswer(url, e.getOriginalMessage());
    }
  }

  private static Members object(JsonParser json) {
    Map<String, Object> values = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      Object value = value(json);
      if (value != null) {
        values.put(name, value);
      }
    }
    return new Members(values);
  }

  private static @Nullable Object value(JsonParser json) {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> list(json);
      case VALUE_STRING -> printable(json.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> null;
    };
  }

  private static List<Object> list(JsonParser json) {
    List<Object> all = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(json);
      if (value != null) {
        all.add(value);
      }
    }
    return all;
  }

  /** A text that came over the network shall not steer the terminal on which it is shown. */
  public static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", " ");
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Set<String> names() {
    return values.keySet();
  }

  public String text(String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  /** An instant, to the second. */
  public String second(String name) {
    return SpokenTime.second(text(name));
  }

  public boolean isTrue(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  public double number(String name) {
    return values.get(name) instanceof Double number ? number : 0;
  }

  public long whole(String name) {
    return Math.round(number(name));
  }

  public Members object(String name) {
    return values.get(name) instanceof Members members ? members : new Members(Map.of());
  }

  public List<Members> objects(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().filter(Members.class::isInstance).map(Members.class::cast).toList()
        : List.of();
  }

  public List<String> texts(String name) {
    return values.get(name) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}

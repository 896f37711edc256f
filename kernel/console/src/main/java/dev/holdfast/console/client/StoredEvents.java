package dev.holdfast.console.client;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A page of the history with the events as they came, so that a number of any length stays exact.
 *
 * @param next the cursor of what follows in the order of the page; empty when the page names none
 * @param newer of a page of the newest ones, the cursor of what is stored later
 */
public record StoredEvents(List<Stored> events, String next, String newer) {

  /**
   * One of them.
   *
   * @param json in one line
   * @param texts its members that are texts
   * @param data as JSON in one line; empty for none
   */
  public record Stored(String json, Map<String, String> texts, String data) {
    /** One of its attributes; empty when it has none. */
    public String text(String name) {
      return texts.getOrDefault(name, "");
    }
  }

  static StoredEvents parse(String url, String text) {
    List<Stored> events = new ArrayList<>();
    Map<String, String> cursors = new HashMap<>();
    try (JsonParser json = Json.parser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Failures.unexpectedAnswer(url, "not a JSON object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("events") && value == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            events.add(event(json, text));
          }
        } else if (value == JsonToken.VALUE_STRING) {
          cursors.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw Failures.unexpectedAnswer(url, e.getOriginalMessage());
    }
    return new StoredEvents(
        List.copyOf(events), cursors.getOrDefault("next", ""), cursors.getOrDefault("newer", ""));
  }

  private static Stored event(JsonParser json, String text) {
    int begin = begin(json);
    Map<String, String> texts = new HashMap<>();
    String data = "";
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("data")) {
        int from = begin(json);
        json.skipChildren();
        json.finishToken();
        data = oneLine(text.substring(from, end(json)));
      } else if (value == JsonToken.VALUE_STRING) {
        texts.put(name, json.getString());
      } else {
        json.skipChildren();
      }
    }
    return new Stored(oneLine(text.substring(begin, end(json))), Map.copyOf(texts), data);
  }

  private static int begin(JsonParser json) {
    return Math.toIntExact(json.currentTokenLocation().getCharOffset());
  }

  private static int end(JsonParser json) {
    return Math.toIntExact(json.currentLocation().getCharOffset());
  }

  /** Between two tokens of JSON only, where a space means the same. */
  private static String oneLine(String json) {
    return json.replace('\n', ' ').replace('\r', ' ');
  }
}

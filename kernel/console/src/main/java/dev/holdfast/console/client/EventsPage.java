package dev.holdfast.console.client;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One page of the stored history.
 *
 * @param ids of the events, in the order of the page
 * @param next the cursor of what follows; empty when the page names none
 */
public record EventsPage(List<String> ids, String next) {
  static EventsPage parse(String url, String text) {
    List<String> ids = new ArrayList<>();
    String next = "";
    try (JsonParser json = Json.parser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Failures.unexpectedAnswer(url, "not a JSON object");
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("events") && value == JsonToken.START_ARRAY) {
          readIds(json, ids);
        } else if (name.equals("next") && value == JsonToken.VALUE_STRING) {
          next = json.getString();
        } else {
          json.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw Failures.unexpectedAnswer(url, e.getOriginalMessage());
    }
    return new EventsPage(ids, next);
  }

  private static void readIds(JsonParser json, List<String> ids) {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean id = json.currentName().equals("id");
        json.nextToken();
        if (id) {
          ids.add(json.getString());
        } else {
          json.skipChildren();
        }
      }
    }
  }
}

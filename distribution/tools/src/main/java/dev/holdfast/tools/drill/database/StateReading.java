package dev.holdfast.tools.drill.database;

import dev.holdfast.console.terminal.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the server said of its database.
 *
 * @param nanos when it was heard
 * @param state {@code connected}, {@code suspect}, {@code down} ...
 * @param code of the problem; empty without one
 */
record StateReading(long nanos, String state, String code) {

  /** A server that works with its database, or thinks so. */
  boolean isWell() {
    return state.equals("connected") || state.equals("suspect");
  }

  /** The first state and code in an answer, wherever they stand; null when it has none. */
  static @Nullable StateReading parse(long nanos, String text) {
    String state = "";
    String code = "";
    try (JsonParser json = Json.parser(text)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          boolean value = json.nextToken() == JsonToken.VALUE_STRING;
          state = value && state.isEmpty() && name.equals("state") ? json.getString() : state;
          code = value && code.isEmpty() && name.equals("code") ? json.getString() : code;
        }
      }
    } catch (JacksonException e) {
      return null;
    }
    return state.isEmpty() ? null : new StateReading(nanos, state, code);
  }
}

package dev.holdfast.console.command.events;

import dev.holdfast.console.command.events.EventLine.Unusable;
import dev.holdfast.console.terminal.Json;
import dev.holdfast.spi.Problem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Makes a CloudEvent of a line. One that has {@code specversion} is one, and only what it lacks is
 * added; any other JSON becomes the data of one, as it was written: a number of any length stays
 * exact. Nothing is added that would differ when the same line is sent again, such as a time, but
 * for an id that nobody has given.
 *
 * @param source null when it was not given
 * @param id null when it was not given; of further lines with their number behind it
 * @param idMember the member of plain JSON that is its id; null when none was promised
 */
record EventEnvelope(
    @Nullable String source, String type, @Nullable String id, @Nullable String idMember) {
  static final String DEFAULT_SOURCE = "holdfast-send";
  static final String DEFAULT_TYPE = "event";

  /**
   * The event of one line.
   *
   * @param number of the line, from 1 on
   * @throws Unusable it is not one JSON value, or lacks the id that was promised
   */
  String wrap(long number, String line) throws Unusable {
    Map<String, String> texts = members(line);
    Map<String, String> added = new LinkedHashMap<>();
    boolean whole = texts.containsKey("specversion");
    if (!whole) {
      added.put("specversion", "1.0");
    }
    if (!whole || !texts.containsKey("id")) {
      added.put("id", id(number, whole ? Map.of() : texts));
    }
    if (!whole || !texts.containsKey("source")) {
      added.put("source", source == null ? DEFAULT_SOURCE : source);
    }
    if (!whole || !texts.containsKey("type")) {
      added.put("type", type);
    }
    String head = Json.object(json -> added.forEach(json::writeStringProperty));
    String open = head.substring(0, head.length() - 1);
    if (!whole) {
      return open + ",\"data\":" + line + "}";
    }
    return added.isEmpty() ? line : open + "," + line.substring(line.indexOf('{') + 1);
  }

  private String id(long number, Map<String, String> texts) throws Unusable {
    if (id != null) {
      return number == 1 ? id : id + "-" + number;
    }
    if (idMember != null) {
      String promised = texts.get(idMember);
      if (promised == null || promised.isEmpty()) {
        throw new Unusable(
            problem(
                "HF-CLI-071",
                "The line has no id",
                "there is no text or number " + idMember + " in it",
                "Give every line one, or leave out --id-member."));
      }
      return promised;
    }
    return UUID.randomUUID().toString();
  }

  /** The members of an object that are texts or numbers, as text; others as an empty one. */
  private static Map<String, String> members(String line) throws Unusable {
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = Json.parser(line)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = json.currentName();
          JsonToken value = json.nextToken();
          boolean text = value == JsonToken.VALUE_STRING || value.isNumeric();
          texts.put(name, text ? json.getString() : "");
          json.skipChildren();
        }
      } else {
        json.skipChildren();
      }
      if (first == null || json.nextToken() != null) {
        throw new Unusable(notJson("it is not one JSON value"));
      }
    } catch (JacksonException e) {
      throw new Unusable(notJson(e.getOriginalMessage()));
    }
    return texts;
  }

  private static Problem notJson(String why) {
    return problem(
        "HF-CLI-070",
        "The line is not an event in JSON",
        why,
        "Give one JSON value a line; an array of many becomes that with jq -c '.[]'.");
  }

  private static Problem problem(String code, String what, String why, String remedy) {
    return new Problem(code, 400, what, why, remedy);
  }
}

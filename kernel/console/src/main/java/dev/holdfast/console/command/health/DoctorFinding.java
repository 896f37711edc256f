package dev.holdfast.console.command.health;

import dev.holdfast.console.terminal.Json;
import dev.holdfast.spi.Problem;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One line of the examination.
 *
 * @param text what was found, or what is wrong
 * @param code of the problem; empty when there is none, as are why and remedy
 */
record DoctorFinding(
    String plugin,
    String subject,
    Verdict verdict,
    String text,
    String code,
    String why,
    String remedy) {
  enum Verdict {
    OK,
    WARN,
    FAIL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** A verdict that this version does not know is no reason to be calm. */
    static Verdict of(String word) {
      return switch (word) {
        case "ok" -> OK;
        case "warn" -> WARN;
        default -> FAIL;
      };
    }
  }

  /** Reads what the server printed; a line that is no JSON is shown as it is. */
  static DoctorFinding parse(String line) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser json = Json.parser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return strange(line);
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = json.currentName();
        json.nextToken();
        members.put(member, json.getValueAsString(""));
        json.skipChildren();
      }
    } catch (JacksonException e) {
      return strange(line);
    }
    return new DoctorFinding(
        members.getOrDefault("plugin", "server"),
        members.getOrDefault("subject", ""),
        Verdict.of(members.getOrDefault("verdict", "")),
        members.getOrDefault("text", ""),
        members.getOrDefault("code", ""),
        members.getOrDefault("why", ""),
        members.getOrDefault("remedy", ""));
  }

  /** The server's side could not be asked. */
  static DoctorFinding broken(Problem problem) {
    return new DoctorFinding(
        "server",
        "program",
        Verdict.FAIL,
        problem.what(),
        problem.code(),
        problem.why(),
        problem.remedy());
  }

  private static DoctorFinding strange(String line) {
    return new DoctorFinding("server", "output", Verdict.WARN, line, "", "", "");
  }

  String json() {
    return Json.object(this::write);
  }

  void write(JsonGenerator json) {
    json.writeStringProperty("plugin", plugin);
    json.writeStringProperty("subject", subject);
    json.writeStringProperty("verdict", verdict.word());
    json.writeStringProperty("text", text);
    if (!code.isEmpty()) {
      json.writeStringProperty("code", code);
      json.writeStringProperty("why", why);
      json.writeStringProperty("remedy", remedy);
    }
  }
}

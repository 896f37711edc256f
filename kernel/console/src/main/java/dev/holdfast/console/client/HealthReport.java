package dev.holdfast.console.client;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What /health said. */
public record HealthReport(State state, List<Check> checks) {
  public enum State {
    UP,
    DEGRADED,
    DOWN;

    static State of(String status, boolean degraded) {
      return switch (status.toUpperCase(Locale.ROOT)) {
        case "UP", "OK" -> degraded ? DEGRADED : UP;
        case "DEGRADED" -> DEGRADED;
        // A status that this version does not know is no reason to be calm.
        default -> DOWN;
      };
    }
  }

  /**
   * @param reason why it is not well; empty when it is
   * @param hint what to do; may be empty
   */
  public record Check(String name, State state, String reason, String hint) {
    public String line() {
      String line = String.format(Locale.ROOT, "%-9s %s", state, name);
      line = reason.isEmpty() ? line : line + ": " + reason;
      return hint.isEmpty() ? line : line + " (" + hint + ")";
    }
  }

  public int exitCode() {
    return switch (state) {
      case UP -> ExitCode.HEALTH_UP;
      case DEGRADED -> ExitCode.HEALTH_DEGRADED;
      case DOWN -> ExitCode.HEALTH_DOWN;
    };
  }

  public static HealthReport parse(String url, String text) {
    Fields whole = new Fields();
    List<Check> checks = new ArrayList<>();
    try (JsonParser json = Json.parser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Failures.unexpectedAnswer(url, "not a JSON object");
      }
      whole.read(json, checks);
    } catch (JacksonException e) {
      throw Failures.unexpectedAnswer(url, e.getOriginalMessage());
    }
    if (whole.status.isEmpty()) {
      throw Failures.unexpectedAnswer(url, "no status in it");
    }
    return new HealthReport(State.of(whole.status, whole.degraded), checks);
  }

  /** The members of one object, whether they stand in it or in its {@code data}. */
  private static final class Fields {
    private String name = "";
    private String status = "";
    private String reason = "";
    private String hint = "";
    private boolean degraded;

    void read(JsonParser json, List<Check> checks) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        switch (member) {
          case "name" -> name = json.getValueAsString("");
          case "status" -> status = json.getValueAsString("");
          case "reason" -> reason = json.getValueAsString("");
          case "hint" -> hint = json.getValueAsString("");
          case "degraded" -> degraded = json.getValueAsBoolean(false);
          case "checks" -> readChecks(json, checks);
          case "data" -> readData(json, value);
          default -> {}
        }
        // Nothing to do after a plain value or what was read; else it is of no interest here.
        json.skipChildren();
      }
    }

    private void readData(JsonParser json, JsonToken value) {
      if (value != JsonToken.START_OBJECT) {
        return;
      }
      String outerName = name;
      String outerStatus = status;
      read(json, new ArrayList<>());
      name = outerName;
      status = outerStatus;
    }

    private static void readChecks(JsonParser json, List<Check> checks) {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        return;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        Fields fields = new Fields();
        fields.read(json, new ArrayList<>());
        State state = State.of(fields.status, fields.degraded);
        checks.add(new Check(fields.name, state, fields.reason, fields.hint));
      }
    }
  }
}

package dev.holdfast.database;

import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.pool.StatementLog;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The body of {@code PUT /admin/database/statements}: <code>{"log":true,"forSeconds":600}</code>.
 *
 * @param log whether statements are to be logged
 * @param time for how long
 */
record StatementSwitch(boolean log, Duration time) {
  private static final Duration USUAL = Duration.ofMinutes(10);
  private static final long LONGEST = Duration.ofDays(1).toSeconds();
  private static final int MOST_BYTES = 1024;

  /**
   * Reads one.
   *
   * @throws ProblemException it is not one
   */
  static StatementSwitch read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw refused("it has more than " + MOST_BYTES + " bytes");
    }
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
      return read(json);
    } catch (JacksonException e) {
      throw refused("it is not JSON");
    }
  }

  private static StatementSwitch read(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw refused("it is not an object");
    }
    Boolean log = null;
    Duration time = USUAL;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("log") && value.isBoolean()) {
        log = json.getBooleanValue();
      } else if (name.equals("forSeconds") && value == JsonToken.VALUE_NUMBER_INT) {
        time = Duration.ofSeconds(seconds(json));
      } else {
        throw refused(
            "'" + (name.length() > 40 ? "…" : name) + "' is unknown or has no such value");
      }
    }
    if (log == null) {
      throw refused("'log' is missing");
    }
    return new StatementSwitch(log, time);
  }

  private static long seconds(JsonParser json) {
    long seconds = json.getLongValue();
    if (seconds < 1 || seconds > LONGEST) {
      throw refused("forSeconds must be 1 to " + LONGEST);
    }
    return seconds;
  }

  private static ProblemException refused(String why) {
    return new ProblemException(DatabaseProblems.badSwitch(why));
  }

  void apply(StatementLog statements) {
    if (log) {
      statements.switchOn(time);
    } else {
      statements.switchOff();
    }
  }
}

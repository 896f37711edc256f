package dev.holdfast.tools.load;

import dev.holdfast.console.terminal.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What a server says on a connection of sub-protocol holdfast.v1. */
public sealed interface Answer {
  /** How an acknowledgement starts when the server writes it without spaces. */
  String PREFIX = "{\"ack\":{\"upTo\":";

  /** The first {@code upTo} events of this connection are safe on disk. */
  record Acknowledged(long upTo) implements Answer {}

  /** One event was not taken. */
  record Refused(long event, String code, String reason, long retryAfterMillis) implements Answer {}

  /** The conversation is over; code 1006 when the connection just broke. */
  record Closed(int code, String reason) implements Answer {
    static final int BROKEN = 1006;
  }

  /** Reads a text message; a message of a kind that is not known is no answer, but no error. */
  static @Nullable Answer parse(byte[] bytes, int offset, int length) {
    long upTo = upTo(bytes, offset, length);
    return upTo >= 0 ? new Acknowledged(upTo) : parseAnyShape(bytes, offset, length);
  }

  /**
   * The number in {@code {"ack":{"upTo":N}}} when it is written exactly so, otherwise -1. Nearly
   * every message is one, and the load must not be spent on parsing answers.
   */
  private static long upTo(byte[] bytes, int offset, int length) {
    int prefix = PREFIX.length();
    if (length < prefix + 3 || bytes[offset + length - 1] != '}') {
      return -1;
    }
    for (int i = 0; i < prefix; i++) {
      if (bytes[offset + i] != PREFIX.charAt(i)) {
        return -1;
      }
    }
    long number = 0;
    for (int i = offset + prefix; i < offset + length - 2; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || number > Long.MAX_VALUE / 10 - 1) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  private static @Nullable Answer parseAnyShape(byte[] bytes, int offset, int length) {
    try (JsonParser json = Json.parser(bytes, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        boolean object = json.nextToken() == JsonToken.START_OBJECT;
        if (object && name.equals("ack")) {
          return acknowledged(json);
        }
        if (object && name.equals("nack")) {
          return refused(json);
        }
        json.skipChildren();
      }
      return null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static Answer acknowledged(JsonParser json) {
    long upTo = 0;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean number = json.currentName().equals("upTo");
      json.nextToken();
      upTo = number ? json.getValueAsLong() : upTo;
      json.skipChildren();
    }
    return new Acknowledged(upTo);
  }

  private static Answer refused(JsonParser json) {
    long event = 0;
    String code = "";
    String reason = "";
    long retryAfter = 0;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "event" -> event = json.getValueAsLong();
        case "code" -> code = json.getValueAsString("");
        case "reason" -> reason = json.getValueAsString("");
        case "retryAfterMs" -> retryAfter = json.getValueAsLong();
        default -> {}
      }
      json.skipChildren();
    }
    return new Refused(event, code, reason, retryAfter);
  }
}

package dev.holdfast.journal.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * An event as a person edits it: one JSON object as CloudEvents has it, with {@code id}, {@code
 * source} and {@code type}, or a whole dead letter as it is shown, whose {@code event} is taken.
 * {@code data} and all other attributes keep their bytes.
 */
final class EventJson {
  private static final Set<String> TEXTS =
      Set.of("id", "source", "type", "subject", "time", "receivedAt", "specversion");
  private static final byte[] NOTHING = {};

  private final JsonFactory json =
      JsonFactory.builder().disable(TokenStreamFactory.Feature.CHARSET_DETECTION).build();

  /**
   * Writes an event so that {@link #parse} reads it.
   *
   * @param whole with attributes and data
   */
  static void write(JsonGenerator out, Event event, boolean whole) {
    out.writeStartObject();
    out.writeStringProperty("source", event.source());
    out.writeStringProperty("id", event.id());
    out.writeStringProperty("type", event.type());
    String subject = event.subject();
    if (subject != null) {
      out.writeStringProperty("subject", subject);
    }
    if (event.time() != null) {
      out.writeStringProperty("time", event.time().toString());
    }
    out.writeStringProperty("receivedAt", event.receivedAt().toString());
    if (whole) {
      raw(out, "attributes", event.attributes());
      raw(out, "data", event.data());
    }
    out.writeEndObject();
  }

  /** These are JSON already, checked when they were accepted. */
  private static void raw(JsonGenerator out, String name, byte[] value) {
    if (value.length > 0) {
      out.writeName(name);
      out.writeRawValue(new String(value, UTF_8));
    }
  }

  /**
   * Reads one event.
   *
   * @param receivedAt for one that does not tell it
   * @throws ProblemException with status 400: it is none
   */
  Event parse(byte[] bytes, Instant receivedAt) {
    checkUtf8(bytes);
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid("it is not a JSON object");
      }
      Walk walk = new Walk(bytes, parser);
      Event event = walk.object(receivedAt);
      if (parser.nextToken() != null) {
        throw invalid("something follows the object");
      }
      return event;
    } catch (JacksonException e) {
      throw new ProblemException(
          JournalProblems.NOT_AN_EVENT.because(
              e.getOriginalMessage() + ", line " + e.getLocation().getLineNr()),
          e);
    } catch (DateTimeException e) {
      throw new ProblemException(
          JournalProblems.NOT_AN_EVENT.because("a time is not as in 2026-06-21T12:00:10Z"), e);
    }
  }

  private static void checkUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new ProblemException(JournalProblems.NOT_AN_EVENT.because("it is not UTF-8"), e);
    }
  }

  private static ProblemException invalid(String why) {
    return new ProblemException(JournalProblems.NOT_AN_EVENT.because(why));
  }

  /** One object being read. */
  private static final class Walk {
    private final byte[] bytes;
    private final JsonParser parser;
    private final Map<String, String> texts = new HashMap<>();
    private final ByteArrayOutputStream others = new ByteArrayOutputStream();
    private byte[] attributes = NOTHING;
    private byte[] data = NOTHING;
    private @Nullable Event inner;

    Walk(byte[] bytes, JsonParser parser) {
      this.bytes = bytes;
      this.parser = parser;
    }

    Event object(Instant receivedAt) {
      Set<String> met = new HashSet<>();
      for (String name; (name = parser.nextName()) != null; ) {
        JsonToken token = parser.nextToken();
        if (!met.add(name)) {
          throw invalid("the key " + name + " stands there twice");
        }
        if (TEXTS.contains(name)) {
          text(name, token);
        } else if (name.equals("event") && token == JsonToken.START_OBJECT) {
          inner = new Walk(bytes, parser).object(receivedAt);
        } else {
          other(name, token);
        }
      }
      return inner != null && !texts.containsKey("id") ? inner : event(receivedAt);
    }

    private void text(String name, JsonToken token) {
      if (token != JsonToken.VALUE_STRING) {
        throw invalid(name + " is not a string");
      }
      String text = parser.getString();
      boolean control = text.chars().anyMatch(Character::isISOControl);
      if (text.isEmpty() || control || !UTF_8.newEncoder().canEncode(text)) {
        throw invalid(name + " is empty or holds a forbidden value");
      }
      texts.put(name, text);
    }

    private void other(String name, JsonToken token) {
      int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
      if (token.isStructStart()) {
        parser.skipChildren();
      } else {
        parser.finishToken();
      }
      int to = Math.toIntExact(parser.currentLocation().getByteOffset());
      byte[] value = Arrays.copyOfRange(bytes, from, to);
      switch (name) {
        case "data" -> data = value;
        case "attributes" -> attributes = value;
        default -> {
          others.write(others.size() == 0 ? '{' : ',');
          String quoted = new String(JsonStringEncoder.getInstance().quoteAsCharArray(name));
          others.writeBytes(("\"" + quoted + "\":").getBytes(UTF_8));
          others.writeBytes(value);
        }
      }
    }

    private Event event(Instant receivedAt) {
      String version = texts.getOrDefault("specversion", "1.0");
      if (!version.equals("1.0")) {
        throw invalid("specversion is not \"1.0\"");
      }
      for (String name : new String[] {"id", "source", "type"}) {
        if (!texts.containsKey(name)) {
          throw invalid(name + " is missing");
        }
      }
      if (attributes.length > 0 && (attributes[0] != '{' || others.size() > 0)) {
        throw invalid("attributes is an object that stands for all other attributes");
      }
      if (others.size() > 0) {
        others.write('}');
      }
      String time = texts.get("time");
      String received = texts.get("receivedAt");
      return new Event(
          texts.getOrDefault("source", ""),
          texts.getOrDefault("id", ""),
          texts.getOrDefault("type", ""),
          texts.get("subject"),
          time == null ? null : OffsetDateTime.parse(time).toInstant(),
          received == null ? receivedAt : OffsetDateTime.parse(received).toInstant(),
          attributes.length > 0 ? attributes : others.toByteArray(),
          data);
    }
  }
}

package dev.holdfast.ingest.envelope;

import static java.util.Locale.ROOT;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.ingest.envelope.Outcome.Reason;
import dev.holdfast.ingest.envelope.Outcome.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns the bytes of a message into events in one walk over its tokens: the top level of each event
 * is looked at, its data are only checked and copied as bytes. For one thread.
 */
public final class EventReader {
  /** What a message may be. */
  public enum Form {
    /** One event with all rules of CloudEvents. */
    CLOUDEVENT,
    /** An array of such. */
    CLOUDEVENT_BATCH,
    /** An event, or an array of events, of any kind. */
    EVENTS,
    /** One JSON value, arrays included, which is one event. */
    VALUE
  }

  private final JsonFactory json;
  private final IngestConfig limits;
  private final InstantSource clock;
  private final Envelope envelope;
  private final EventAssembly assembly;

  public EventReader(
      JsonFactory json, EnvelopeMapping mapping, IngestConfig limits, InstantSource clock) {
    this.json = json;
    this.limits = limits;
    this.clock = clock;
    this.envelope = new Envelope(limits.maxAttributes());
    this.assembly = new EventAssembly(mapping, limits);
  }

  /** The parser's limits; it never guesses the encoding, since all is UTF-8 here. */
  public static JsonFactory factory(IngestConfig limits) {
    return JsonFactory.builder()
        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(limits.maxDepth())
                .maxNumberLength(limits.maxNumberLength())
                .maxStringLength(limits.maxMessage().toInt())
                .build())
        .build();
  }

  /**
   * Reads one message.
   *
   * @param ids for events that have none
   * @return an outcome for each event, in order
   * @throws UnreadableMessage nothing of it is taken
   */
  public List<Outcome> read(byte[] array, int offset, int length, Form form, EventIds ids)
      throws UnreadableMessage {
    List<Outcome> outcomes = new ArrayList<>(form == Form.EVENTS ? 8 : 1);
    Instant receivedAt = clock.instant();
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), array, offset, length)) {
      Walk walk = new Walk(parser, array, offset, form, ids, receivedAt);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw unreadable("it is empty");
      }
      boolean listed = form == Form.EVENTS || form == Form.CLOUDEVENT_BATCH;
      if (listed && first == JsonToken.START_ARRAY) {
        for (JsonToken token; (token = parser.nextToken()) != JsonToken.END_ARRAY; ) {
          checkCount(outcomes.size());
          outcomes.add(walk.element(token));
        }
      } else if (form == Form.CLOUDEVENT_BATCH) {
        throw unreadable("a batch is an array");
      } else {
        outcomes.add(walk.element(first));
      }
      if (parser.nextToken() != null) {
        throw unreadable("something follows the value");
      }
    } catch (JacksonException e) {
      throw unreadable(cause(e));
    }
    return outcomes;
  }

  private void checkCount(int already) throws UnreadableMessage {
    if (already == limits.maxBatch()) {
      throw new UnreadableMessage(
          IngestProblems.TOO_MANY.because("the limit is " + limits.maxBatch()), Reason.TOO_LARGE);
    }
  }

  private static UnreadableMessage unreadable(String why) {
    return new UnreadableMessage(IngestProblems.UNREADABLE.because(why), Reason.UNREADABLE);
  }

  private static String cause(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return e.getOriginalMessage() + where;
  }

  /** One message being read. */
  private final class Walk {
    private final JsonParser parser;
    private final byte[] array;
    private final int offset;
    private final Form form;
    private final EventIds ids;
    private final Instant receivedAt;

    Walk(JsonParser parser, byte[] array, int offset, Form form, EventIds ids, Instant receivedAt) {
      this.parser = parser;
      this.array = array;
      this.offset = offset;
      this.form = form;
      this.ids = ids;
      this.receivedAt = receivedAt;
    }

    Outcome element(JsonToken token) {
      int start = startOfToken();
      boolean isObject = token == JsonToken.START_OBJECT;
      if (isObject) {
        topLevel();
      } else {
        pass(token);
      }
      int end = endOfToken();
      while (array[end - 1] <= ' ') {
        end--; // Behind a number at the root the parser has eaten the white space, too.
      }
      if (end - start > limits.maxEvent().bytes()) {
        String why = (end - start) + " bytes; the limit is " + limits.maxEvent();
        return new Refused(IngestProblems.EVENT_TOO_LARGE.because(why), Reason.TOO_LARGE);
      }
      if (!isObject && form != Form.VALUE) {
        return EventAssembly.invalid("it is not an object but " + token.name().toLowerCase(ROOT));
      }
      return assembly.event(array, start, end, isObject ? envelope : null, form, ids, receivedAt);
    }

    private void topLevel() {
      envelope.clear();
      for (String name; (name = parser.nextName()) != null; ) {
        envelope.meet(name);
        JsonToken value = parser.nextToken();
        int attribute = Envelope.Attribute.of(name);
        if (attribute >= 0) {
          envelope.hasSpecversion |= attribute == Envelope.Attribute.SPECVERSION;
          envelope.values[attribute] = text(name, value);
        } else if (name.equals("data")) {
          envelope.hasData = true;
          envelope.dataStart = startOfToken();
          pass(value);
          envelope.dataEnd = endOfToken();
        } else {
          extension(name, value);
        }
      }
    }

    /** The text of an attribute; of a number or boolean too, for those who wrap. */
    private @Nullable String text(String name, JsonToken value) {
      if (value == JsonToken.VALUE_STRING) {
        return parser.getString();
      }
      if (value == JsonToken.VALUE_NULL) {
        return null; // CloudEvents 1.0, JSON format, 2.2: a null attribute is an absent one.
      }
      envelope.wrongType(name + " is not a string");
      pass(value);
      return value.isScalarValue() ? parser.getString() : null;
    }

    private void extension(String name, JsonToken value) {
      int start = startOfToken();
      boolean isText = value == JsonToken.VALUE_STRING;
      switch (name) {
        case "data_base64" -> {
          envelope.hasDataBase64 = true;
          if (!isText || !isBase64(parser.getString())) {
            envelope.wrongType("data_base64 is not base64");
          }
        }
        case "datacontenttype", "dataschema" -> {
          if (isText) {
            checkStrict(name, parser.getString());
          } else if (value != JsonToken.VALUE_NULL) {
            envelope.wrongType(name + " is not a string");
          }
        }
        default -> {
          envelope.hasUnknown = true;
          checkExtension(name, value);
        }
      }
      pass(value);
      if (value != JsonToken.VALUE_NULL) {
        envelope.keepRest(name, start, endOfToken());
      }
    }

    private void checkExtension(String name, JsonToken value) {
      String fault = AttributeText.fault("an attribute name", name, limits.maxAttributeLength());
      if (fault != null) {
        envelope.wrongType(fault);
      } else if (!AttributeText.isStrictName(name)) {
        envelope.notStrict("the attribute name " + shortened(name) + " is not a-z, 0-9");
      } else if (value.isStructStart() || value == JsonToken.VALUE_NUMBER_FLOAT) {
        envelope.notStrict(name + " is neither string, integer nor boolean");
      } else if (value == JsonToken.VALUE_STRING) {
        checkStrict(name, parser.getString());
      }
    }

    private void checkStrict(String name, String text) {
      String fault = text.isEmpty() ? null : AttributeText.fault(name, text, Integer.MAX_VALUE);
      if (fault != null) {
        envelope.notStrict(fault);
      }
    }

    /** Moves to the end of a value; the parser checks all of it on the way. */
    private void pass(JsonToken value) {
      if (value.isStructStart()) {
        parser.skipChildren();
      } else {
        parser.finishToken();
      }
    }

    private int startOfToken() {
      return offset + (int) parser.currentTokenLocation().getByteOffset();
    }

    private int endOfToken() {
      return offset + (int) parser.currentLocation().getByteOffset();
    }
  }

  private static boolean isBase64(String text) {
    try {
      byte[] _ = Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String shortened(String name) {
    return name.length() <= 40 ? name : name.substring(0, 40) + "...";
  }
}

package dev.holdfast.ingest.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.ingest.envelope.Envelope.Attribute;
import dev.holdfast.ingest.envelope.EventReader.Form;
import dev.holdfast.ingest.envelope.Outcome.Reason;
import dev.holdfast.ingest.envelope.Outcome.Refused;
import dev.holdfast.ingest.envelope.Outcome.Taken;
import dev.holdfast.spi.journal.Event;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Recognizes the kind of one element of a message and builds its event. */
final class EventAssembly {
  private static final byte[] NOTHING = {};
  private static final Refused NOT_AN_ENVELOPE = invalid("");

  private final EnvelopeMapping mapping;
  private final IngestConfig limits;

  EventAssembly(EnvelopeMapping mapping, IngestConfig limits) {
    this.mapping = mapping;
    this.limits = limits;
  }

  static Refused invalid(String why) {
    return new Refused(IngestProblems.INVALID.because(why), Reason.INVALID);
  }

  /**
   * Makes an event.
   *
   * @param top the top level, null when the value is not an object
   */
  Outcome event(
      byte[] array,
      int start,
      int end,
      @Nullable Envelope top,
      Form form,
      EventIds ids,
      Instant receivedAt) {
    if (top == null) {
      return wrap(array, start, end, null, ids, receivedAt);
    }
    if (top.duplicate != null) {
      return invalid("the key " + top.duplicate + " stands there twice");
    }
    boolean strict = form == Form.CLOUDEVENT || form == Form.CLOUDEVENT_BATCH;
    Outcome outcome = NOT_AN_ENVELOPE;
    if (strict || top.hasSpecversion) {
      outcome = cloudEvent(array, top, strict, receivedAt);
    } else if (isEnvelope(top)) {
      outcome = filledIn(array, top, ids, receivedAt);
    }
    // Whoever promises CloudEvents is told what is wrong with it; all others are taken as they are.
    boolean wrapInstead = !strict && (!top.hasSpecversion || form == Form.VALUE);
    return outcome instanceof Refused && wrapInstead
        ? wrap(array, start, end, top, ids, receivedAt)
        : outcome;
  }

  /**
   * Nobody has promised that an id without its source identifies anything: an order's number, a
   * subscription's. It stays in the data then.
   */
  private static boolean isEnvelope(Envelope top) {
    @Nullable String[] values = top.values;
    return top.hasData
        && values[Attribute.TYPE] != null
        && !top.hasUnknown
        && (values[Attribute.ID] == null || values[Attribute.SOURCE] != null);
  }

  private Outcome cloudEvent(byte[] array, Envelope top, boolean strict, Instant receivedAt) {
    if (!"1.0".equals(top.values[Attribute.SPECVERSION])) {
      return invalid("specversion is not \"1.0\"");
    }
    if (top.wrongType != null) {
      return invalid(top.wrongType);
    }
    if (strict && top.notStrict != null) {
      return invalid(top.notStrict);
    }
    return assemble(array, top, top.values, receivedAt);
  }

  private Outcome filledIn(byte[] array, Envelope top, EventIds ids, Instant receivedAt) {
    if (top.wrongType != null) {
      return invalid(top.wrongType);
    }
    @Nullable String[] values = top.values;
    if (values[Attribute.ID] == null) {
      values[Attribute.ID] = ids.next();
    }
    if (values[Attribute.SOURCE] == null) {
      values[Attribute.SOURCE] = mapping.sourceDefault();
    }
    return assemble(array, top, values, receivedAt);
  }

  private Outcome assemble(
      byte[] array, Envelope top, @Nullable String[] values, Instant receivedAt) {
    if (top.tooMany) {
      return invalid("it has more than " + limits.maxAttributes() + " further attributes");
    }
    if (top.hasData && top.hasDataBase64) {
      return invalid("it has both data and data_base64");
    }
    String timeText = values[Attribute.TIME];
    Instant time = timeText == null ? null : Rfc3339.parse(timeText);
    if (timeText != null && time == null) {
      return invalid("time is not a date-time of RFC 3339 in the years 0000 to 9999 of UTC");
    }
    byte[] data = top.hasData ? Arrays.copyOfRange(array, top.dataStart, top.dataEnd) : NOTHING;
    return checked(values, time, receivedAt, rest(array, top), data);
  }

  private Outcome wrap(
      byte[] array, int start, int end, @Nullable Envelope top, EventIds ids, Instant receivedAt) {
    @Nullable String[] found = mapping.find(array, start, end, top, top != null);
    found[Attribute.ID] = orElse(found[Attribute.ID], null);
    if (found[Attribute.ID] == null) {
      found[Attribute.ID] = ids.next();
    }
    found[Attribute.SOURCE] = orElse(found[Attribute.SOURCE], mapping.sourceDefault());
    found[Attribute.TYPE] = orElse(found[Attribute.TYPE], mapping.typeDefault());
    found[Attribute.SUBJECT] = orElse(found[Attribute.SUBJECT], null);
    String timeText = found[Attribute.TIME];
    Instant time = timeText == null ? null : Rfc3339.parse(timeText);
    return checked(found, time, receivedAt, NOTHING, Arrays.copyOfRange(array, start, end));
  }

  private static @Nullable String orElse(@Nullable String found, @Nullable String otherwise) {
    return found == null || found.isEmpty() ? otherwise : found;
  }

  /** The last step: nothing that breaks the rule for identifying texts becomes an event. */
  private Outcome checked(
      @Nullable String[] values,
      @Nullable Instant time,
      Instant receivedAt,
      byte[] attributes,
      byte[] data) {
    String id = values[Attribute.ID];
    String source = values[Attribute.SOURCE];
    String type = values[Attribute.TYPE];
    if (id == null || source == null || type == null) {
      String missing = id == null ? "id" : source == null ? "source" : "type";
      return invalid(missing + " is missing");
    }
    for (int i = 0; i <= Attribute.SUBJECT; i++) {
      String value = values[i];
      String fault =
          value == null
              ? null
              : AttributeText.fault(Attribute.NAMES[i], value, limits.maxAttributeLength());
      if (fault != null) {
        return invalid(fault);
      }
    }
    String subject = values[Attribute.SUBJECT];
    return new Taken(new Event(source, id, type, subject, time, receivedAt, attributes, data));
  }

  private static byte[] rest(byte[] array, Envelope top) {
    if (top.rest == 0) {
      return NOTHING;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    for (int i = 0; i < top.rest; i++) {
      out.write(i == 0 ? '{' : ',');
      out.writeBytes(quoted(top.restNames[i]));
      out.write(':');
      out.write(array, top.restStarts[i], top.restEnds[i] - top.restStarts[i]);
    }
    out.write('}');
    return out.toByteArray();
  }

  private static byte[] quoted(String name) {
    return ('"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(name)) + '"')
        .getBytes(UTF_8);
  }
}

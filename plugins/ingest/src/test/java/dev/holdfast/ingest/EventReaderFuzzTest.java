package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.envelope.EnvelopeMapping;
import dev.holdfast.ingest.envelope.EventReader;
import dev.holdfast.ingest.envelope.EventReader.Form;
import dev.holdfast.ingest.envelope.Outcome;
import dev.holdfast.ingest.envelope.Outcome.Taken;
import dev.holdfast.ingest.envelope.UnreadableMessage;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Whatever a producer sends: it is refused with its problem, or an event that survives the journal,
 * and that, written as CloudEvents again, is read as the same one. Run for longer: {@code
 * JAZZER_FUZZ=1}.
 */
class EventReaderFuzzTest {
  private static final IngestConfig CONFIG = Configs.defaults();
  private static final JsonFactory JSON = EventReader.factory(CONFIG);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Databases keep these years in order. */
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static EventReader reader() {
    return new EventReader(JSON, new EnvelopeMapping(JSON, CONFIG.wrap()), CONFIG, () -> NOW);
  }

  /** The last byte says which form is promised. */
  @FuzzTest(maxDuration = "10m")
  void whatIsTakenIsReadAgainAsTheSame(FuzzedDataProvider data) {
    Form form = data.pickValue(Form.values());
    byte[] message = data.consumeRemainingAsBytes();
    List<Outcome> outcomes;
    try {
      Bodies.checkUtf8(message);
      outcomes = reader().read(message, 0, message.length, form, () -> "new");
    } catch (UnreadableMessage | ProblemException refused) {
      return;
    }
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Taken(Event event)) {
        check(event);
      }
    }
  }

  private static void check(Event event) {
    if (!Event.decode(ByteBuffer.wrap(event.encode())).equals(event)) {
      throw new AssertionError("the journal changes " + event);
    }
    Instant time = event.time();
    if (time != null && (time.isBefore(FIRST) || time.isAfter(LAST))) {
      throw new AssertionError("no database keeps the time " + time);
    }
    int bytes = event.source().getBytes(UTF_8).length + event.id().getBytes(UTF_8).length;
    if (bytes > 2 * CONFIG.maxAttributeLength()) {
      throw new AssertionError("no index holds " + bytes + " bytes");
    }
    byte[] again = written(event);
    try {
      Outcome outcome =
          reader().read(again, 0, again.length, Form.EVENTS, () -> "other").getFirst();
      if (!(outcome instanceof Taken(Event same)) || !same.equals(event)) {
        throw new AssertionError("read again: " + outcome + " from " + new String(again, UTF_8));
      }
    } catch (UnreadableMessage e) {
      throw new AssertionError("not read again: " + new String(again, UTF_8), e);
    }
  }

  private static byte[] written(Event event) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.writeBytes("{\"specversion\":\"1.0\"".getBytes(UTF_8));
    member(json, "id", event.id());
    member(json, "source", event.source());
    member(json, "type", event.type());
    String subject = event.subject();
    if (subject != null) {
      member(json, "subject", subject);
    }
    Instant time = event.time();
    if (time != null) {
      member(json, "time", time.toString());
    }
    if (event.attributes().length > 0) {
      json.write(',');
      json.write(event.attributes(), 1, event.attributes().length - 2);
    }
    if (event.data().length > 0) {
      json.writeBytes(",\"data\":".getBytes(UTF_8));
      json.writeBytes(event.data());
    }
    json.write('}');
    return json.toByteArray();
  }

  private static void member(ByteArrayOutputStream json, String name, String text) {
    StringBuilder quoted = new StringBuilder();
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    json.writeBytes((",\"" + name + "\":\"" + quoted + '"').getBytes(UTF_8));
  }

  /** The first byte says whether it is packed. */
  @FuzzTest(maxDuration = "10m")
  void aBodyIsReadOrRefused(FuzzedDataProvider data) {
    boolean packed = data.consumeBoolean();
    byte[] raw = data.consumeRemainingAsBytes();
    try {
      byte[] body = Bodies.read(new ByteArrayInputStream(raw), packed, 1000);
      if (body.length > 1000 || (!packed && !Arrays.equals(body, raw))) {
        throw new AssertionError(body.length + " bytes of " + raw.length);
      }
    } catch (ProblemException refused) {
      if (!refused.problem().code().startsWith("HF-ING-")) {
        throw new AssertionError(refused);
      }
    }
  }
}

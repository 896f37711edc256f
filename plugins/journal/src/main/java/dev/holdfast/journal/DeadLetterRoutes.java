package dev.holdfast.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Event;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code GET /journal/dead-letters?limit=}: the newest dead letters, the oldest of them first. */
final class DeadLetterRoutes implements HttpService {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 1000;
  private static final Problem BAD_LIMIT =
      new Problem(
          "HF-JRN-016",
          400,
          "The limit is not a number from 1 to " + MOST,
          "",
          "Leave it out, or give such a number.");

  private final JsonFactory json = new JsonFactory();
  private final DeadLetters letters;

  DeadLetterRoutes(DeadLetters letters) {
    this.letters = letters;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/dead-letters", this::list);
  }

  private void list(ServerRequest request, ServerResponse response) {
    int limit = limit(request.query().first("limit").orElse(String.valueOf(DEFAULT_LIMIT)));
    try {
      byte[] body = json(letters.newest(limit));
      response.headers().contentType(MediaTypes.APPLICATION_JSON);
      response.send(body);
    } catch (IOException e) {
      throw JournalProblems.retryable(JournalProblems.READ_FAILED, e);
    }
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw new ProblemException(BAD_LIMIT.because(text), e);
    }
    throw new ProblemException(BAD_LIMIT.because(text));
  }

  /** The answer for some letters. */
  byte[] json(List<DeadLetter> newest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      out.writeNumberProperty("kept", letters.count());
      out.writeName("deadLetters");
      out.writeStartArray();
      newest.forEach(letter -> write(out, letter));
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator out, DeadLetter letter) {
    Problem reason = letter.reason();
    out.writeStartObject();
    out.writeStringProperty("time", letter.time().toString());
    out.writeStringProperty("reader", letter.reader());
    out.writeStringProperty("code", reason.code());
    out.writeStringProperty("what", reason.what());
    out.writeStringProperty("why", reason.why());
    out.writeStringProperty("remedy", reason.remedy());
    out.writeName("event");
    write(out, letter.event());
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, Event event) {
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
    raw(out, "attributes", event.attributes());
    raw(out, "data", event.data());
    out.writeEndObject();
  }

  /** These are JSON already, checked when they were accepted. */
  private static void raw(JsonGenerator out, String name, byte[] value) {
    if (value.length > 0) {
      out.writeName(name);
      out.writeRawValue(new String(value, UTF_8));
    }
  }
}

package dev.holdfast.alerts;

import dev.holdfast.alerts.incident.Incident;
import dev.holdfast.alerts.incident.Silence;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.JsonWriter;
import dev.holdfast.spi.support.QueryParameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Below {@code /admin/alerts}: {@code GET /} incidents, silences, channels; {@code GET /log?limit=}
 * what became of messages; {@code GET /rules}; {@code POST /test}, {@code POST /silences}, {@code
 * DELETE /silences/<id>}, {@code POST /acknowledgements}.
 */
final class AlertRoutes implements HttpService {
  private static final int LARGEST_BODY = 8 << 10;
  private static final int MOST_LINES = 1000;
  private static final int SHOWN_LINES = 50;

  private final AlertEngine engine;

  AlertRoutes(AlertEngine engine) {
    this.engine = engine;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", this::list)
        .get("/log", this::log)
        .get("/rules", this::rules)
        .post("/test", this::test)
        .post("/silences", this::silence)
        .delete("/silences/{id}", this::endSilence)
        .post("/acknowledgements", this::acknowledge);
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    answer(response, (parts, out) -> AlertsJson.write(out, parts));
  }

  private void rules(ServerRequest request, ServerResponse response) throws IOException {
    answer(response, (parts, out) -> AlertsJson.writeRules(out, parts.evaluator()));
  }

  private void log(ServerRequest request, ServerResponse response) throws IOException {
    int limit =
        QueryParameters.of(request.query(), "limit").number("limit", 1, MOST_LINES, SHOWN_LINES);
    answer(
        response,
        (parts, out) -> {
          out.writeArrayPropertyStart("deliveries");
          parts.log().newest(limit).forEach(out::writeRawValue);
          out.writeEndArray();
        });
  }

  /** Writes what the engine has while nothing in it changes, and sends it afterwards. */
  private void answer(
      ServerResponse response, JsonWriter.Members<AlertEngine.Parts, IOException> members)
      throws IOException {
    byte[] json = engine.read(parts -> JsonWriter.object(out -> members.write(parts, out)));
    JsonAnswer.send(response, json);
  }

  private void test(ServerRequest request, ServerResponse response) throws IOException {
    AlertEngine.Test test = engine.test(body(request).text("channel"));
    JsonAnswer.send(
        response,
        out -> {
          out.writeStringProperty("id", test.id());
          out.writeStringArrayProperty("channels", test.channels());
        });
  }

  private void silence(ServerRequest request, ServerResponse response) throws IOException {
    JsonObject body = body(request);
    Silence silence =
        engine.silence(
            body.text("matcher"),
            body.text("author"),
            body.text("reason"),
            Duration.ofSeconds(body.number("inSeconds")),
            Duration.ofSeconds(body.number("forSeconds")));
    JsonAnswer.send(response, silence::write);
  }

  private void endSilence(ServerRequest request, ServerResponse response) throws IOException {
    Silence ended = engine.endSilence(request.path().pathParameters().get("id"));
    JsonAnswer.send(response, ended::write);
  }

  private void acknowledge(ServerRequest request, ServerResponse response) throws IOException {
    JsonObject body = body(request);
    if (body.text("author").isBlank() || body.text("author").length() > 200) {
      throw bad("an acknowledgement needs an author of at most 200 characters");
    }
    Incident incident = engine.acknowledge(body.text("incident"), body.text("author"));
    JsonAnswer.send(response, out -> AlertsJson.write(incident, out));
  }

  private static JsonObject body(ServerRequest request) throws IOException {
    if (!request.content().hasEntity()) {
      return JsonObject.read(new byte[] {'{', '}'});
    }
    byte[] bytes;
    try (InputStream in = request.content().inputStream()) {
      bytes = in.readNBytes(LARGEST_BODY);
    }
    try {
      return JsonObject.read(bytes);
    } catch (IOException e) {
      throw bad("the body is no JSON object: " + e.getMessage());
    }
  }

  private static ProblemException bad(String why) {
    return new ProblemException(AlertsProblems.BAD_REQUEST.because(why));
  }
}

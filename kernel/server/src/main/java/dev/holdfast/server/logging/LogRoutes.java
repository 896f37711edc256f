package dev.holdfast.server.logging;

import dev.holdfast.server.web.Requests;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.JsonWriter;
import dev.holdfast.spi.support.QueryParameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;

/**
 * {@code GET /admin/log/errors}: warnings and errors, the same one once; {@code DELETE} forgets
 * them. {@code GET /admin/log/slow}: slow requests. {@code GET /admin/log/levels}: what is changed;
 * {@code PUT /admin/log/levels/<logger>/<level>?seconds=<n>} and {@code DELETE
 * /admin/log/levels/<logger>}.
 */
public final class LogRoutes implements HttpService {
  private static final Duration USUAL = Duration.ofMinutes(10);

  private final ErrorSummary errors;
  private final LogLevels levels;
  private final Requests requests;

  public LogRoutes(ErrorSummary errors, LogLevels levels, Requests requests) {
    this.errors = errors;
    this.levels = levels;
    this.requests = requests;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/errors", (request, response) -> JsonAnswer.send(response, this::writeErrors))
        .delete("/errors", this::forget)
        .get("/slow", (request, response) -> JsonAnswer.send(response, this::writeSlow))
        .get("/levels", (request, response) -> JsonAnswer.send(response, this::writeLevels))
        .put("/levels/{logger}/{level}", this::change)
        .delete("/levels/{logger}", this::giveBack);
  }

  private void forget(ServerRequest request, ServerResponse response) {
    errors.clear();
    JsonAnswer.send(response, this::writeErrors);
  }

  private void change(ServerRequest request, ServerResponse response) {
    var path = request.path().pathParameters();
    Duration time =
        QueryParameters.of(request.query(), "seconds").seconds("seconds", LogLevels.LONGEST, USUAL);
    levels.set(path.get("logger"), path.get("level"), time);
    JsonAnswer.send(response, this::writeLevels);
  }

  private void giveBack(ServerRequest request, ServerResponse response) {
    levels.giveBack(request.path().pathParameters().get("logger"));
    JsonAnswer.send(response, this::writeLevels);
  }

  private void writeErrors(JsonWriter json) {
    json.writeArrayPropertyStart("errors");
    for (LoggedError error : errors.kinds()) {
      json.writeStartObject();
      json.writeStringProperty("level", error.level());
      json.writeStringProperty("logger", error.logger());
      json.writeStringProperty("code", error.code());
      json.writeNumberProperty("count", error.count());
      json.writeStringProperty("first", error.first().toString());
      json.writeStringProperty("last", error.last().toString());
      json.writeStringProperty("example", error.example().lines().findFirst().orElse(""));
      json.writeArrayPropertyStart("stack");
      error.example().lines().skip(1).map(String::strip).forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberProperty("missed", errors.missed());
  }

  private void writeSlow(JsonWriter json) {
    json.writeNumberProperty("limitMs", requests.limit().toMillis());
    json.writeNumberProperty("count", requests.count());
    json.writeArrayPropertyStart("slow");
    for (Requests.Slow slow : requests.newest()) {
      json.writeStartObject();
      json.writeStringProperty("at", slow.at().toString());
      json.writeStringProperty("method", slow.method());
      json.writeStringProperty("path", slow.path());
      json.writeNumberProperty("status", slow.status());
      json.writeNumberProperty("tookMs", slow.took().toMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeLevels(JsonWriter json) {
    json.writeArrayPropertyStart("levels");
    for (LogLevels.Changed change : levels.changed()) {
      json.writeStartObject();
      json.writeStringProperty("logger", change.logger());
      json.writeStringProperty("level", change.level());
      json.writeStringProperty("until", change.until().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}

package dev.holdfast.memorywatchdog.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.JsonWriter;
import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code POST /admin/incidents} captures one, {@code GET} lists them, {@code GET
 * /admin/incidents/<id>} shows one and {@code GET /admin/incidents/<id>/<file>} a file of it.
 */
public final class DiagnosticBundleRoutes implements HttpService {
  private static final String SUMMARY = "summary.txt";
  private static final String RECORDING = ".jfr";

  /** Bytes; whatever lies there is not read whole into an answer. */
  private static final int MOST_OF_SUMMARY = 1 << 20;

  private final DiagnosticBundles bundles;

  public DiagnosticBundleRoutes(DiagnosticBundles bundles) {
    this.bundles = bundles;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", this::list)
        .post("/", this::capture)
        .get("/{id}", this::show)
        .get("/{id}/{file}", this::file);
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    JsonAnswer.send(
        response,
        out -> {
          out.writeArrayPropertyStart("incidents");
          for (DiagnosticBundle bundle : bundles.list()) {
            out.writeStartObject();
            write(out, bundle);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private void capture(ServerRequest request, ServerResponse response) {
    try {
      String id =
          bundles
              .captureNow(DiagnosticBundles.BY_HAND, "an operator asked for it")
              .orElseThrow(() -> new ProblemException(WatchdogProblems.BUNDLE_UNDER_WAY));
      response.status(Status.CREATED_201);
      DiagnosticBundle bundle = known(id);
      JsonAnswer.send(response, out -> write(out, bundle));
    } catch (IOException e) {
      throw new ProblemException(WatchdogProblems.NOT_CAPTURED.because(e.toString()), e);
    }
  }

  private void show(ServerRequest request, ServerResponse response) throws IOException {
    DiagnosticBundle bundle = known(request.path().pathParameters().get("id"));
    JsonAnswer.send(
        response,
        out -> {
          write(out, bundle);
          out.writeArrayPropertyStart("index");
          bundle.index().forEach(out::writeString);
          out.writeEndArray();
          out.writeArrayPropertyStart("summary");
          Path summary = bundle.file(SUMMARY).orElse(null);
          if (summary != null) {
            try (InputStream in = Files.newInputStream(summary)) {
              String text = new String(in.readNBytes(MOST_OF_SUMMARY), UTF_8);
              text.lines().forEach(out::writeString);
            }
          }
          out.writeEndArray();
        });
  }

  private void file(ServerRequest request, ServerResponse response) throws IOException {
    var path = request.path().pathParameters();
    Path file =
        known(path.get("id"))
            .file(path.get("file"))
            .orElseThrow(() -> missing(path.get("id") + "/" + path.get("file")));
    MediaType type =
        file.toString().endsWith(RECORDING)
            ? MediaTypes.APPLICATION_OCTET_STREAM
            : MediaTypes.TEXT_PLAIN;
    response.headers().contentType(type);
    try (OutputStream out = response.outputStream()) {
      Files.copy(file, out);
    }
  }

  private DiagnosticBundle known(String id) {
    return bundles.find(id).orElseThrow(() -> missing(id));
  }

  private static ProblemException missing(String name) {
    Problem problem = WatchdogProblems.NO_BUNDLE;
    return new ProblemException(problem.because(name));
  }

  private static void write(JsonWriter out, DiagnosticBundle bundle) throws IOException {
    out.writeStringProperty("id", bundle.id());
    out.writeStringProperty("directory", bundle.directory().toString());
    out.writeBooleanProperty("complete", bundle.isComplete());
    out.writeStringProperty("reason", bundle.reason());
    out.writeNumberProperty("bytes", bundle.bytes());
    out.writeArrayPropertyStart("files");
    for (DiagnosticBundle.Entry file : bundle.files()) {
      out.writeStartObject();
      out.writeStringProperty("name", file.name());
      out.writeNumberProperty("bytes", file.bytes());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}

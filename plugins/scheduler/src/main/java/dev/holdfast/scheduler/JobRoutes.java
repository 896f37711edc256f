package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobStatus;
import dev.holdfast.spi.job.Scheduler;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.spi.support.JsonWriter;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * {@code GET /admin/jobs}: all; {@code GET /admin/jobs/<plugin>/<job>}: one, with its next times
 * and its history; {@code POST …/run}, {@code …/pause}, {@code …/resume}: the same, afterwards.
 */
final class JobRoutes implements HttpService {
  private static final int TIMES = 5;
  private static final String ONE = "/{plugin}/{job}";

  private final Scheduler scheduler;

  JobRoutes(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/", this::list)
        .get(ONE, (request, response) -> show(name(request), response))
        .post(ONE + "/run", this::run)
        .post(
            ONE + "/pause",
            (request, response) -> {
              scheduler.pause(name(request));
              show(name(request), response);
            })
        .post(
            ONE + "/resume",
            (request, response) -> {
              scheduler.resume(name(request));
              show(name(request), response);
            });
  }

  private static String name(ServerRequest request) {
    var parameters = request.path().pathParameters();
    return parameters.get("plugin") + "/" + parameters.get("job");
  }

  private void list(ServerRequest request, ServerResponse response) {
    JsonAnswer.send(
        response,
        out -> {
          out.writeArrayPropertyStart("jobs");
          for (JobStatus job : scheduler.jobs()) {
            out.writeStartObject();
            write(out, job);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private void run(ServerRequest request, ServerResponse response) {
    String name = name(request);
    long number = scheduler.runNow(name);
    JsonAnswer.send(
        response,
        out -> {
          out.writeNumberProperty("number", number);
          write(out, scheduler.job(name));
        });
  }

  private void show(String name, ServerResponse response) {
    JobStatus job = scheduler.job(name);
    List<Instant> times = scheduler.next(name, TIMES);
    List<JobRun> history = scheduler.history(name);
    JsonAnswer.send(
        response,
        out -> {
          write(out, job);
          out.writeArrayPropertyStart("nextTimes");
          times.forEach(time -> out.writeString(time.toString()));
          out.writeEndArray();
          out.writeArrayPropertyStart("history");
          for (JobRun run : history) {
            out.writeStartObject();
            write(out, run);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private static void write(JsonWriter out, JobStatus job) {
    out.writeStringProperty("name", job.name());
    out.writeStringProperty("schedule", job.schedule());
    out.writeStringProperty("zone", job.zone());
    out.writeNumberProperty("limitSeconds", job.limit().toMillis() / 1e3);
    out.writeStringProperty("state", word(job.state()));
    out.writeBooleanProperty("paused", job.paused());
    job.next().ifPresent(next -> out.writeStringProperty("next", next.toString()));
    job.lastSuccess().ifPresent(at -> out.writeStringProperty("lastSuccess", at.toString()));
    if (job.last().isPresent()) {
      out.writeObjectPropertyStart("last");
      write(out, job.last().get());
      out.writeEndObject();
    }
    if (job.trouble().isPresent()) {
      Problem trouble = job.trouble().get();
      out.writeStringProperty("code", trouble.code());
      out.writeStringProperty("reason", trouble.reason());
      out.writeStringProperty("hint", trouble.remedy());
    }
  }

  private static void write(JsonWriter out, JobRun run) {
    out.writeNumberProperty("number", run.number());
    out.writeStringProperty("cause", word(run.cause()));
    out.writeStringProperty("startedAt", run.startedAt().toString());
    out.writeNumberProperty("seconds", run.took().toMillis() / 1e3);
    out.writeStringProperty("outcome", word(run.outcome()));
    out.writeStringProperty("report", run.report().text());
    out.writeObjectPropertyStart("figures");
    run.report().figures().forEach(out::writeNumberProperty);
    out.writeEndObject();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

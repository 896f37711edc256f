package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an unzipped server says of its own log, its slow requests and its latencies. */
final class LogIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path base;

  @Test
  void errorsStandOnceSlowRequestsAreSeenAndLevelsReturnByThemselves() throws Exception {
    // A database that nobody serves fails again and again; 1 ms makes the first answer slow.
    try (UnzippedServer server =
        UnzippedServer.start(
            base, "web.slow-request=1ms", "database.url=jdbc:postgresql://127.0.0.1:1/none")) {
      await().atMost(LIMIT).until(() -> server.get("/health/live").statusCode() == 200);
      assertThat(server.post("/events", "application/json", "{\"value\":1}").statusCode())
          .isEqualTo(202);

      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(holdfast("errors"))
                  .satisfies(errors -> assertThat(errors.code()).isOne())
                  .satisfies(errors -> assertThat(errors.output()).contains("HF-DB-", "WARN")));
      await()
          .atMost(LIMIT)
          .until(() -> {
            server.get("/health");
            return holdfast("errors", "--slow").output().contains("GET /");
          });
      assertThat(holdfast("log", "level", "dev.holdfast.web", "DEBUG", "--for", "2s").output())
          .contains("dev.holdfast.web logs at DEBUG until");
      await()
          .atMost(LIMIT)
          .until(() -> holdfast("log", "ls").output().contains("its configured level"));
      assertThat(holdfast("log", "level", "dev.holdfast.web", "DEBUG", "--for", "2d").output())
          .contains("HF-WEB-046");
      assertThat(server.get("/metrics").body())
          .contains(
              "holdfast_http_request_seconds_bucket{method=\"GET\",plugin=\"kernel\",route=\"/health\"",
              "holdfast_ingest_ack_seconds_bucket{plugin=\"ingest\",protocol=\"http\"",
              "holdfast_http_slow_requests_total{plugin=\"kernel\"");
    }
  }

  private Ended holdfast(String... words) throws IOException, InterruptedException {
    List<Object> all = new ArrayList<>(List.of(words));
    all.add("--base");
    all.add(base);
    return TypedCommand.run(LIMIT, all.toArray());
  }
}

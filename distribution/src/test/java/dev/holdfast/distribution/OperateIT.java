package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may operate an unzipped server, and what is written down about it. */
final class OperateIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path base;

  @Test
  void theServersUserOperatesItAndNobodyElse() throws Exception {
    try (UnzippedServer server = UnzippedServer.start(base)) {
      await().atMost(LIMIT).until(() -> server.get("/health/database").statusCode() == 200);

      HttpResponse<String> stranger =
          server.post("/admin/database/reconnect", "application/json", "{}");
      Ended status = holdfast("db", "status");
      Ended reconnect = holdfast("db", "reconnect");

      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.body()).contains("HF-WEB-010", "run/admin.token");
      assertThat(status.output()).contains("connected", "SQLite");
      assertThat(status.code()).isZero();
      assertThat(reconnect.output()).contains("reconnected after");
      assertThat(reconnect.code()).isZero();
      assertThat(Files.readAllLines(base.resolve("logs/audit.log")))
          .satisfiesExactly(
              line -> assertThat(line).contains(" refused who=\"anonymous\"", "status=401"),
              line ->
                  assertThat(line)
                      .contains(
                          " done who=\"local command line\"",
                          "method=\"POST\" path=\"/admin/database/reconnect\" status=200"));
      assertThat(base.resolve("logs/holdfast.log"))
          .content()
          .contains("dev.holdfast.audit", "done who=")
          .doesNotContain(Files.readString(base.resolve("data/run/admin.token")).strip());
    }
  }

  private Ended holdfast(String... words) throws IOException, InterruptedException {
    return Command.holdfast(words[0], words[1], "--base", base).run(LIMIT);
  }
}

package dev.holdfast.database.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.LogLines;
import dev.holdfast.database.RunningDatabase;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.testkit.database.LocalPostgres;
import dev.holdfast.testkit.network.FaultyNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of an outage is what happens: attempts, seconds, causes. */
class OutageLinesTest {
  @TempDir Path directory;
  private final LogLines lines = new LogLines();

  @AfterEach
  void close() {
    lines.close();
  }

  private static DatabaseConfig with(
      String url, DatabaseConfig.Retry retry, DatabaseConfig.Flapping flapping) {
    DatabaseConfig usual = RunningDatabase.config(url, Optional.empty());
    return new DatabaseConfig(
        usual.url(),
        usual.user(),
        usual.password(),
        usual.connectTimeout(),
        usual.loginTimeout(),
        usual.answerTimeout(),
        usual.pool(),
        usual.presets(),
        usual.statements(),
        usual.probe(),
        retry,
        flapping,
        usual.sqlite());
  }

  private static long counted(RunningDatabase running, String counter) {
    return (long) running.harness.meter(counter);
  }

  @Test
  void attemptsAreOneNumberAndTheSecondsThatAreToldAreWaited() throws Exception {
    DatabaseConfig.Retry retry =
        new DatabaseConfig.Retry(
            List.of(Duration.ofMillis(600), Duration.ofMillis(1500)), Duration.ofHours(1), 20);
    DatabaseConfig.Flapping flapping = new DatabaseConfig.Flapping(3, Duration.ofMinutes(1));
    LocalPostgres server = new LocalPostgres(directory);
    try (RunningDatabase running =
        new RunningDatabase(with(server.url("nowhere"), retry, flapping), directory)) {
      assertThat(lines.with("Connecting to PostgreSQL at ").getFirst())
          .contains("(Auto-reconnect enabled)");
      await().until(() -> !lines.with("Connection attempt 1/2 failed: ").isEmpty());
      long first = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> !lines.with("Connection attempt 2/2 failed. ").isEmpty());
      assertThat(Duration.ofNanos(System.nanoTime() - first))
          .as("not before it was told")
          .isGreaterThan(Duration.ofMillis(450));
      assertThat(lines.with("attempt 1/2").getFirst())
          .contains("Retrying in 0.6 seconds... Until then a look every 0.2 s notices");
      assertThat(lines.with("attempt 2/2").getFirst())
          .contains("Failed to establish database connection after 2 attempts: HF-DB-002")
          .contains("Retrying in 1.5 seconds...");
      await().until(() -> "3".equals(running.detail("failedAttempts")));
      await().until(() -> counted(running, "holdfast_database_looks") > 5);
      assertThat(counted(running, "holdfast_database_connect_attempts"))
          .as("the fourth comes in an hour")
          .isEqualTo(3);

      server.start();
      await().until(() -> !lines.with("The database is still away, now because: ").isEmpty());
      assertThat(lines.with("now because: ").getFirst()).contains("HF-DB-004");
      try (RunningDatabase admin = new RunningDatabase(server.url("postgres"), directory)) {
        admin.awaitState("connected");
        admin.run("create database nowhere");
      }
      running.awaitState("connected");
      assertThat(lines.with("nowhere, version ").getFirst()).contains("after 3 failed attempts");
    } finally {
      server.stop();
    }
  }

  @Test
  void lossesThatComeTooOftenAreOneFindingAndOneLine(@TempDir Path other) throws Exception {
    DatabaseConfig.Flapping flapping = new DatabaseConfig.Flapping(2, Duration.ofMinutes(10));
    try (LocalPostgres server = new LocalPostgres(other).start();
        FaultyNetwork network = FaultyNetwork.to("127.0.0.1", server.port());
        RunningDatabase running =
            new RunningDatabase(
                with(
                    "postgresql://postgres@127.0.0.1:" + network.port() + "/postgres",
                    RunningDatabase.RETRY,
                    flapping),
                directory)) {
      for (int epoch = 1; epoch <= 5; epoch++) {
        String wanted = Integer.toString(epoch);
        await().until(() -> wanted.equals(running.detail("epoch")));
        assertThat(running.detail("code")).isEqualTo(epoch <= 3 ? "null" : "HF-DB-017");
        network.cut();
      }
      await().until(() -> "6".equals(running.detail("epoch")));
      assertThat(running.detail("reason"))
          .isEqualTo("The database is lost again and again: 5 times within the last 600 s");
      assertThat(lines.with("Further losses are counted"))
          .hasSize(1)
          .first()
          .asString()
          .contains("was lost 3 times within 600 s, now because: HF-DB-002");
      assertThat(lines.with("Database connection check failed: ")).hasSize(2);
      assertThat(lines.with("Database reconnected successfully!")).hasSize(2);
    }
  }
}

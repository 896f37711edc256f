package dev.holdfast.database.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.RunningDatabase;
import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the users of the pool see of an outage, against a real server. */
class OutageTest {
  private static final String TERMINATE =
      "select pg_terminate_backend(pid) from pg_stat_activity where pid = ";

  @TempDir Path directory;

  @Test
  void oneDeadConnectionGivesUpTheWholePool() throws Exception {
    try (LocalPostgres server = new LocalPostgres(directory).start();
        RunningDatabase killer = running(server).connected();
        RunningDatabase running = running(server).connected()) {
      CompletableFuture<String> inFlight =
          CompletableFuture.supplyAsync(() -> outcome(running, "select pg_sleep(30)"));
      await().until(() -> "1".equals(running.detail("poolActive")));
      try (Connection victim = running.borrow();
          var statement = victim.createStatement();
          var pid = statement.executeQuery("select pg_backend_pid()")) {
        pid.next();
        killer.ask(TERMINATE + pid.getInt(1));
        assertThatThrownBy(() -> statement.executeQuery("select 1"))
            .isInstanceOf(SQLException.class);
      }
      assertThat(inFlight).succeedsWithin(Duration.ofSeconds(5)).asString().startsWith("cut");
      running.awaitState("connected");
      assertThat(running.detail("epoch")).isEqualTo("2");
      assertThat(running.ask("select 1")).isEqualTo("1");
    }
  }

  @Test
  void aLostProbeIsNoticedWithoutAnyUser() throws Exception {
    try (LocalPostgres server = new LocalPostgres(directory).start();
        RunningDatabase killer = running(server).connected();
        RunningDatabase running = running(server).connected()) {
      killer.ask(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
      await().until(() -> "2".equals(running.detail("epoch")));
      assertThat(running.ask("select 1")).isEqualTo("1");
    }
  }

  @Test
  void whoWaitsIsToldAtTheMomentOfTheReturn() throws Exception {
    LocalPostgres server = new LocalPostgres(directory);
    try (RunningDatabase running = running(server)) {
      assertThat(running.database.awaitAvailable(Duration.ZERO)).isFalse();
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> {
            try {
              return running.database.awaitAvailable(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return false;
            }
          });
      running.awaitState("down");
      long start = System.nanoTime();
      assertThatThrownBy(running::borrow).isInstanceOf(DatabaseUnavailable.class);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
      server.start();
      assertThat(waiting).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
      assertThat(running.ask("select 1")).isEqualTo("1");
    } finally {
      server.stop();
    }
  }

  @Test
  void followsTheHostThatAcceptsWrites(@TempDir Path other) throws Exception {
    try (LocalPostgres first = new LocalPostgres(directory).start();
        LocalPostgres second = new LocalPostgres(other).start();
        RunningDatabase admin = running(first).connected();
        RunningDatabase running =
            new RunningDatabase(
                "postgresql://postgres@" + first.host() + "," + second.host() + "/postgres",
                directory)) {
      running.awaitState("connected");
      assertThat(running.ask("show port")).isEqualTo(Integer.toString(first.port()));

      admin.run("alter system set default_transaction_read_only = on");
      admin.ask("select pg_reload_conf()");
      await().until(() -> "2".equals(running.detail("epoch")));
      assertThat(running.ask("show port")).isEqualTo(Integer.toString(second.port()));
      assertThat(running.detail("host " + first.host())).isEqualTo("read-only");
      assertThat(running.detail("host " + second.host())).isEqualTo("writable");

      second.stop();
      await().until(() -> "HF-DB-014".equals(running.detail("code")));
      assertThat(running.detail("reason")).contains("unreachable").contains("read-only");
      assertThat(running.detail("hint")).contains("pg_promote");
      second.start();
      running.awaitState("connected");
      assertThat(running.ask("show port")).isEqualTo(Integer.toString(second.port()));
    }
  }

  private RunningDatabase running(LocalPostgres server) {
    return new RunningDatabase(server.url("postgres"), directory);
  }

  private static String outcome(RunningDatabase running, String sql) {
    try {
      return running.ask(sql);
    } catch (SQLException e) {
      return "cut: " + e.getMessage();
    }
  }
}

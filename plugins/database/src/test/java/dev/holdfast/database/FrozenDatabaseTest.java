package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All processes of the server are stopped: connects succeed, and nothing answers. */
class FrozenDatabaseTest {
  @TempDir Path directory;

  @Test
  void noticesAFreezeAndCutsWhoWaits() throws Exception {
    try (LocalPostgres server = new LocalPostgres(directory).start();
        RunningDatabase running =
            new RunningDatabase(server.url("postgres"), directory).connected()) {
      CompletableFuture<String> waiting =
          CompletableFuture.supplyAsync(() -> {
            try {
              return running.ask("select pg_sleep(20)");
            } catch (SQLException e) {
              return "cut: " + e.getMessage();
            }
          });
      await().until(() -> "1".equals(running.detail("poolActive")));
      List<String> processes = processes(directory.resolve("data"));
      signal("-STOP", processes);
      long start = System.nanoTime();
      try {
        running.awaitState("down");
        Duration noticed = Duration.ofNanos(System.nanoTime() - start);
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(5)).asString().startsWith("cut: ");
        assertThat(noticed).isLessThan(Duration.ofSeconds(5));
      } finally {
        signal("-CONT", processes);
      }
      running.awaitState("connected");
      assertThat(running.ask("select 1")).isEqualTo("1");
    }
  }

  private static List<String> processes(Path data) throws Exception {
    long postmaster = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    try (Stream<ProcessHandle> children =
        ProcessHandle.of(postmaster).orElseThrow().descendants()) {
      List<String> processes = new ArrayList<>(List.of(Long.toString(postmaster)));
      children.forEach(child -> processes.add(Long.toString(child.pid())));
      return processes;
    }
  }

  private static void signal(String signal, List<String> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    command.addAll(processes);
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}

package dev.holdfast.distribution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person does with an unzipped server that is kept running: {@code start}, {@code restart},
 * {@code status}, {@code stop}, and what becomes of one that cannot start.
 */
final class KeptInstanceIT {
  private static final Duration LIMIT = KeptInstance.LIMIT;

  @TempDir Path base;
  @TempDir Path another;

  @Test
  void aCrashLoopEndsInSafeModeWhichAPersonLeaves() throws Exception {
    try (KeptInstance instance = new KeptInstance(base)) {
      instance.dropRogue();
      instance.tellRogue("at-start", "halt 9");
      Ended start = instance.start("--set", "safe-mode.ends=3", "--set", "rogue.greeting=hi");

      assertThat(start.code()).as(start.output()).isEqualTo(1);
      assertThat(start.output()).contains("HF-PRC-015", "exit code 9");
      await().atMost(LIMIT).until(() -> instance.get("/health").contains("HF-PRC-001"));
      assertThat(instance.restarts()).hasSize(3);
      assertThat(instance.restarts().getLast()).contains("(attempt 3)");
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(instance.get("/health"))
                  .contains("\"suspects\":[\"rogue\"]", "restart --normal"));
      try (SteadyProducer producer = new SteadyProducer(instance::url, "safe")) {
        await().atMost(LIMIT).until(() -> producer.acknowledged() > 20);
      }
      Files.delete(base.resolve("data/rogue/at-start"));
      Ended restart = instance.type("restart", "--normal");

      assertThat(restart.code()).as(restart.output()).isZero();
      await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(instance.get("/health"))
                  .contains("\"rogue\"")
                  .doesNotContain("HF-PRC-001"));
    }
  }

  @Test
  void aSecondStartHarmsNothingAndAServerOutlivesItsSupervisorAndIsAdopted() throws Exception {
    try (KeptInstance instance = new KeptInstance(base)) {
      assertThat(instance.start().code()).isZero();
      ProcessHandle server = instance.server().orElseThrow();
      aSecondStartIsRefusedAndHarmsNothing(instance, server);

      ProcessHandle first = instance.supervisor().orElseThrow();
      first.destroyForcibly();
      await().atMost(LIMIT).until(() -> !first.isAlive());
      Ended alone = instance.type("status");
      assertThat(alone.code()).isZero();
      assertThat(alone.output()).contains("running", "not supervised");
      assertThat(instance.start().code()).isZero();
      assertThat(instance.server()).contains(server);
      assertThat(instance.type("status").output()).contains("supervised by pid");

      server.destroyForcibly();
      instance.awaitNext(server.pid());
      assertThat(instance.restarts()).singleElement().asString().contains("exit code unknown");
      instance.supervisor().orElseThrow().destroyForcibly();
      assertThat(instance.type("stop").output()).contains("stopped");
      assertThat(instance.processes()).isEmpty();
      assertThat(instance.type("status").code()).isEqualTo(3);
    }
  }

  private void aSecondStartIsRefusedAndHarmsNothing(KeptInstance instance, ProcessHandle server)
      throws Exception {
    assertThat(instance.start().code()).isEqualTo(75);
    assertThat(instance.type("supervise").code()).isEqualTo(75);
    assertThat(instance.server()).contains(server);

    // Its note is copied with it.
    Path copy = Files.createDirectory(another.resolve("copy"));
    String data = base.resolve("data").toString();
    assertThat(new ProcessBuilder("cp", "-a", data, copy.toString()).start().waitFor()).isZero();
    Ended stop = Command.holdfast("stop", "--base", copy).run(LIMIT);
    assertThat(stop.output()).contains("the server was not running");
    assertThat(instance.server()).contains(server);
  }

  /** All is read before the old server is touched, the shell's variables as well. */
  @Test
  void aRestartReadsFirstAndTakesTheVariablesOfItsShell() throws Exception {
    AtomicReference<String> url = new AtomicReference<>("postgresql://ann:pa55word@127.0.0.1:1/x");
    Path file = Files.createDirectory(base.resolve("conf")).resolve("holdfast.conf");
    try (KeptInstance instance =
        new KeptInstance(
            base,
            words -> Command.holdfast(words).with("DATABASE_URL", requireNonNull(url.get())))) {
      Ended start = instance.start();
      assertThat(start.code()).as(start.output()).isZero();
      assertThat(start.output()).contains("DEGRADED", "database").doesNotContain("pa55word");
      ProcessHandle server = instance.server().orElseThrow();

      Files.writeString(file, "holdfast {\n  web.prot = 1\n}\n");
      Ended refused = instance.type("restart");
      assertThat(refused.code()).as(refused.output()).isEqualTo(78);
      assertThat(refused.output())
          .contains("HF-PRC-031", "holdfast.conf:2", "web.prot")
          .doesNotContain("pa55word");
      assertThat(instance.server()).contains(server);
      Files.delete(file);

      url.set("");
      Ended restart = instance.type("restart");
      assertThat(restart.code()).as(restart.output()).isZero();
      assertThat(instance.server()).isNotEqualTo(Optional.of(server));
      assertThat(Command.holdfast("db", "status", "--base", base).run(LIMIT).output())
          .contains("SQLite");
      // As it was for the rest.
      assertThat(instance.supervisor().orElseThrow().info().arguments().orElseThrow())
          .contains("web.port=0", "--hang-limit", "5s");

      Files.writeString(file, "holdfast {\n  web.prot = 1\n}\n");
      instance.server().orElseThrow().destroyForcibly();
      await().atMost(LIMIT).until(() -> instance.supervisor().isEmpty());
      assertThat(instance.restarts().getLast()).contains("holdfast.conf:2", "web.prot");
      assertThat(instance.type("status").output()).contains("holdfast.conf:2", "web.prot");
    }
  }

  @Test
  void aStartSaysWhyItStaysDown() throws Exception {
    try (KeptInstance instance = new KeptInstance(base)) {
      Ended refused = instance.start("--set", "web.host=0.0.0.0");

      assertThat(refused.code()).as(refused.output()).isEqualTo(78);
      assertThat(refused.output()).contains("HF-PRC-014", "HF-SRV-003");
      assertThat(instance.type("status").output()).contains("stopped", "configuration");
      assertThat(instance.processes()).isEmpty();
    }
  }
}

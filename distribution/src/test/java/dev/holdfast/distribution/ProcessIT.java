package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor around an unzipped server: whatever ends the one, the other brings it back. */
final class ProcessIT {
  private static final Duration LIMIT = KeptInstance.LIMIT;

  /** Signals, and what a plugin does: the last three it asks for, or uses up. */
  private static final List<String> ENDS =
      List.of("KILL", "STOP", "exit 7", "heap", "direct", "restart", "halt 9", "TERM");

  @TempDir Path base;

  @Test
  void itsEndIsFollowedByAStartAndLosesNothing() throws Exception {
    endAndComeBack(1, ENDS.subList(0, 6));
  }

  @Test
  @Tag("long")
  void everyKindOfEndTwentyTimes() throws Exception {
    endAndComeBack(20, ENDS);
  }

  private void endAndComeBack(int times, List<String> ends) throws Exception {
    try (KeptInstance instance = new KeptInstance(base);
        SteadyProducer producer = new SteadyProducer(instance::url, "kept")) {
      instance.dropRogue();
      // Safe mode has its own test; here the rogue shall be there to the end.
      assertThat(instance.start("--set", "safe-mode.ends=100").code()).isZero();
      for (int round = 0; round < times; round++) {
        for (String end : ends) {
          int before = producer.acknowledged();
          await().atMost(LIMIT).until(() -> producer.acknowledged() > before + 20);
          ProcessHandle server = instance.server().orElseThrow();
          bring(instance, server, end);
          Duration away = instance.awaitNext(server.pid());
          String line = instance.restarts().getLast();
          System.out.printf(Locale.ROOT, "%s: up after %d ms%n", end, away.toMillis());
          assertThat(line).contains("pid " + server.pid() + " ").contains(expected(end));
          checkEvidence(end, line);
        }
      }
      assertThat(instance.restarts()).hasSize(times * ends.size());
      producer.end();
      assertThat(producer.acknowledged()).isGreaterThan(times * ends.size() * 20);
      await().atMost(LIMIT).until(() -> producer.missing().isEmpty());
      assertThat(instance.type("stop").code()).isZero();
      assertThat(instance.processes()).isEmpty();
    }
  }

  private static void bring(KeptInstance instance, ProcessHandle server, String end)
      throws Exception {
    if (Character.isLowerCase(end.charAt(0))) {
      instance.tellRogue("do", end);
    } else {
      new ProcessBuilder("sh", "-c", "kill -" + end + " " + server.pid()).start().waitFor();
    }
  }

  private static List<String> expected(String end) {
    return switch (end) {
      case "KILL" -> List.of("137 (SIGKILL): killed by a person or by the system");
      case "STOP" -> List.of("it lived but answered nothing for");
      case "TERM" -> List.of("143 (SIGTERM): it was asked to end and ended in order");
      case "exit 7" -> List.of("exit code 7: rogue called System.exit");
      case "heap" ->
          List.of("exit code 3: out of memory", "Java heap space", "logs/out-of-memory-");
      case "direct" -> List.of("exit code 3: out of memory", "HF-PRC-002", "direct buffer memory");
      case "restart" ->
          List.of("exit code 3: HF-TST-005 The rogue wants another server", "next start at once");
      default -> List.of("exit code 9");
    };
  }

  private void checkEvidence(String end, String line) throws IOException {
    if (end.equals("heap")) {
      assertThat(Path.of(line.replaceFirst(".*, see (\\S+\\.hprof);.*", "$1"))).isNotEmptyFile();
      assertThat(base.resolve("logs/out-of-memory.hprof")).doesNotExist();
    }
    if (end.equals("restart")) {
      // No channel is configured, so the report waits for one.
      try (Stream<Path> reports = Files.list(base.resolve("data/run/obituaries"))) {
        assertThat(reports)
            .anySatisfy(report ->
                assertThat(report)
                    .content()
                    .contains("another server", "\"planned\":true", "\"comesBack\":true"));
      }
    }
  }

  /** Every accept fails while the limit is below what is open already. */
  @Test
  @Tag("long")
  void aPortThatCannotBeOpenedAgainEndsTheServer() throws Exception {
    try (KeptInstance instance = new KeptInstance(base);
        SteadyProducer producer = new SteadyProducer(instance::url, "deaf")) {
      Ended start =
          instance.type(
              "start",
              "--set",
              "web.port=0",
              "--set",
              "web.reopen-limit=2s",
              "--backoff-step",
              "200ms",
              "--hang-limit",
              "2m");
      assertThat(start.code()).as(start.output()).isZero();
      await().atMost(LIMIT).until(() -> producer.acknowledged() > 20);
      ProcessHandle server = instance.server().orElseThrow();
      assumeTrue(OpenFiles.limit(server.pid(), 20), "the limit cannot be lowered here");
      instance.awaitNext(server.pid());

      assertThat(instance.restarts())
          .singleElement()
          .asString()
          .contains("exit code 3: holdfast: HF-PRC-003", "web port", "console.log");
      int before = producer.acknowledged();
      await().atMost(LIMIT).until(() -> producer.acknowledged() > before + 20);
      producer.end();
      await().atMost(LIMIT).until(() -> producer.missing().isEmpty());
    }
  }
}

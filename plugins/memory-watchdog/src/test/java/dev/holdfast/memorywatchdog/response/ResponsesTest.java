package dev.holdfast.memorywatchdog.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.memorywatchdog.fake.FakeServer;
import dev.holdfast.memorywatchdog.ladder.Pressure;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.MemoryRelief;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done on the steps, and what is taken back. */
final class ResponsesTest {
  private static final Pressure PRESSURE = new Pressure(0.8, 0, "80 %");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path directory;

  @Test
  void everybodyIsAskedToGiveBackAlsoAfterOneThatFails() throws Exception {
    List<Contribution<MemoryRelief>> all =
        List.of(
            new Contribution<>(
                "broken",
                () -> {
                  throw new IllegalStateException("planned");
                }),
            new Contribution<>("cache", () -> 1_000),
            new Contribution<>("odd", () -> -5),
            new Contribution<>("history", () -> 24));
    try (Reliefs reliefs = new Reliefs(() -> all, Duration.ofSeconds(10), HOUR)) {
      assertThat(reliefs.begin(PRESSURE))
          .isEqualTo("asked broken, cache, odd, history, 1 KiB came back");
      assertThat(reliefs.released()).isEqualTo(1_024);
    }
  }

  @Test
  void oneThatHangsCostsItsLimitAndIsNotAskedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    MemoryRelief deaf =
        () -> {
          asked.incrementAndGet();
          while (never.getCount() > 0) {
            try {
              never.await();
            } catch (InterruptedException e) {
              // That is the point.
            }
          }
          return 0;
        };
    List<Contribution<MemoryRelief>> all = List.of(new Contribution<>("deaf", deaf));
    try (Reliefs reliefs = new Reliefs(() -> all, Duration.ofMillis(50), HOUR)) {
      assertThat(reliefs.begin(PRESSURE)).contains("asked deaf, 0 ", "deaf did not answer within");
      assertThat(reliefs.begin(PRESSURE)).contains("plugin deaf still has not", "nobody was asked");
      assertThat(asked).hasValue(1);
      never.countDown();
      await()
          .untilAsserted(() -> {
            assertThat(reliefs.begin(PRESSURE)).isNotEmpty();
            assertThat(asked.get()).isGreaterThan(1);
          });
    }
  }

  @Test
  void whileTheStepLastsTheyAreAskedAgainAndLessOftenWhenNothingComesBack() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger left = new AtomicInteger(3);
    MemoryRelief cache =
        () -> {
          asked.incrementAndGet();
          return left.getAndDecrement() > 0 ? 1024 : 0;
        };
    List<Contribution<MemoryRelief>> all = List.of(new Contribution<>("cache", cache));
    try (Reliefs reliefs = new Reliefs(() -> all, Duration.ofSeconds(10), HOUR)) {
      assertThat(reliefs.begin(PRESSURE)).isEqualTo("asked cache, 1 KiB came back");
      for (int i = 0; i < 3; i++) {
        assertThat(reliefs.remain(PRESSURE)).startsWith("asked cache");
      }
      assertThat(asked).as("each minute, and the last one brought nothing").hasValue(4);
      for (int i = 0; i < 24 * 60; i++) {
        assertThat(reliefs.remain(PRESSURE)).isEqualTo("asked cache, 0 B came back");
      }
      assertThat(asked.get()).isBetween(25, 32);
    }
  }

  @Test
  void thatThereIsNobodyIsSaid() throws Exception {
    try (Reliefs reliefs = new Reliefs(List::of, Duration.ofSeconds(10), HOUR)) {
      assertThat(reliefs.begin(PRESSURE)).isEqualTo("there is nobody who could give memory back");
    }
    Mandate mandate = new Mandate(new FakeServer(directory));
    Pausing pausing = new Pausing(mandate, List::of, "short", (plugin, suspect) -> false);
    assertThat(pausing.begin(PRESSURE)).isEqualTo("there is nobody who could be paused");
  }

  @Test
  void whoStaysPausedIsJudgedByTheEvidenceOfTheBeginning() {
    FakeServer server = new FakeServer(directory);
    Pausing pausing =
        new Pausing(
            new Mandate(server),
            () -> List.of("event-store", "leaky"),
            "short",
            (plugin, suspect) -> suspect.map(plugin::equals).orElse(true));
    Pressure named = new Pressure(0.85, 0, "85 %", Optional.of("leaky"));
    assertThat(pausing.begin(named)).isEqualTo("paused event-store, leaky");
    pausing.remain(PRESSURE);
    pausing.end();
    assertThat(server.orders()).contains("resume event-store").doesNotContain("resume leaky");
  }

  @Test
  void whoeverIsLeftBehindHasGivenBackAllAndAsksForNothingAnyMore() {
    FakeServer server = new FakeServer(directory);
    Mandate old = new Mandate(server);
    Pausing pausing = new Pausing(old, () -> List.of("leaky"), "short", (plugin, suspect) -> false);
    Refusal refusal = new Refusal(old);
    refusal.begin(PRESSURE);
    pausing.begin(PRESSURE);
    old.close();
    assertThat(server.orders()).containsExactly("refuse", "pause leaky", "resume leaky", "admit");

    Mandate fresh = new Mandate(server);
    fresh.refuseClients(WatchdogProblems.REFUSING);
    fresh.pause("leaky", "short");
    refusal.end();
    pausing.end();
    refusal.begin(PRESSURE);
    pausing.begin(PRESSURE);
    old.planRestart(WatchdogProblems.RESTART);
    old.close();
    assertThat(server.orders()).hasSize(6).endsWith("refuse", "pause leaky");
  }

  @Test
  void whatALifeBeforeHasLeftIsTakenOver() {
    FakeServer server = new FakeServer(directory);
    server.pause("event-store", "an operator wants it");
    Mandate lost = new Mandate(server);
    lost.refuseClients(WatchdogProblems.REFUSING);
    lost.pause("leaky", "memory is short");
    new Mandate(server).takeOver(server.plugins());
    assertThat(server.orders())
        .containsExactly("pause event-store", "refuse", "pause leaky", "admit", "resume leaky");
  }

  @Test
  void whoIsPausedIsWhoeverCanBeDoneWithout() {
    FakeServer server = new FakeServer(directory);
    PauseConfig config =
        new PauseConfig(
            List.of(), List.of("journal"), List.of("event-store"), 2, Duration.ofHours(1));
    Choice choice = new Choice(server, config, plugin -> false);
    assertThat(choice.optional()).containsExactly("event-store", "leaky");
    assertThat(choice.storing()).containsExactly("event-store");
    Pausing pausing =
        new Pausing(
            new Mandate(server),
            choice::optional,
            "short",
            (plugin, suspect) -> plugin.equals("leaky"));
    pausing.begin(PRESSURE);
    assertThat(choice.optional()).as("those that are paused already").isEmpty();
    pausing.end();
    assertThat(server.orders())
        .containsExactly("pause event-store", "pause leaky", "resume event-store");
  }

  @Test
  void aPluginThatWasRemovedMeanwhileKeepsNobodyElsePaused() {
    FakeServer server = new FakeServer(directory);
    List<String> both = List.of("event-store", "leaky");
    Pausing pausing =
        new Pausing(new Mandate(server), () -> both, "short", (plugin, suspect) -> false);
    pausing.begin(PRESSURE);
    server.remove("event-store");
    pausing.end();
    pausing.end();
    assertThat(server.orders()).containsExactly("pause event-store", "pause leaky", "resume leaky");
  }

  @Test
  void restartsAreRationedAcrossProcesses() throws IOException {
    Path file = directory.resolve("restarts");
    Instant now = Instant.parse("2026-06-21T12:00:00Z");
    Duration hour = Duration.ofHours(1);
    assertThat(new Ration(file, 2, hour).take(now)).isTrue();
    assertThat(new Ration(file, 2, hour).take(now.plusSeconds(60))).isTrue();
    assertThat(new Ration(file, 2, hour).take(now.plusSeconds(120))).isFalse();
    assertThat(new Ration(file, 2, hour).take(now.minusSeconds(1_800)))
        .as("a clock that was set back")
        .isFalse();
    String ahead = "2036-06-21T12:00:00Z\n";
    Files.writeString(directory.resolve("ahead"), ahead + ahead);
    assertThat(new Ration(directory.resolve("ahead"), 2, hour).take(now))
        .as("times of a clock that was years ahead")
        .isTrue();
    assertThat(new Ration(file, 2, hour).take(now.plusSeconds(3_630))).isTrue();
    Files.writeString(file, "nonsense\n");
    assertThat(new Ration(file, 2, hour).take(now)).isTrue();
  }

  @Test
  void aGuardianIsAProcessThatLivesOrSystemd() throws IOException {
    Guardian guardian = new Guardian(directory);
    assertThat(guardian.isThere()).isFalse();
    Path note = directory.resolve("supervisor.properties");
    String self = "pid=" + ProcessHandle.current().pid() + "\nborn=" + born();
    Files.writeString(note, self + "\nstate=running\n");
    assertThat(guardian.isThere()).isTrue();
    Files.writeString(note, self + "\nstate=stopped\n");
    assertThat(guardian.isThere()).as("it starts nothing any more").isFalse();
    Files.writeString(note, self.replace("born=", "born=1") + "\nstate=running\n");
    assertThat(guardian.isThere()).as("another process with its number").isFalse();
    Files.writeString(note, "pid=999999999\n");
    assertThat(guardian.isThere()).isFalse();
    Files.writeString(directory.resolve("server.properties"), "pid=1\nsystemd=true\n");
    assertThat(guardian.isThere()).isTrue();
  }

  private static String born() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ");
    return fields[19] + "@" + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }
}

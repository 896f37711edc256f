package dev.holdfast.memorywatchdog.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.memorywatchdog.fake.FakeServerControl;
import dev.holdfast.memorywatchdog.ladder.Pressure;
import dev.holdfast.memorywatchdog.problem.WatchdogProblems;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.server.MemoryRelief;
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
    try (ReleaseMemory relief = new ReleaseMemory(() -> all, Duration.ofSeconds(10), HOUR)) {
      assertThat(relief.begin(PRESSURE))
          .isEqualTo("asked broken, cache, odd, history, 1 KiB came back");
      assertThat(relief.released()).isEqualTo(1_024);
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
    try (ReleaseMemory relief = new ReleaseMemory(() -> all, Duration.ofMillis(50), HOUR)) {
      assertThat(relief.begin(PRESSURE)).contains("asked deaf, 0 ", "deaf did not answer within");
      assertThat(relief.begin(PRESSURE))
          .contains("plugin deaf still has not", "no plugin was asked");
      assertThat(asked).hasValue(1);
      never.countDown();
      await()
          .untilAsserted(() -> {
            assertThat(relief.begin(PRESSURE)).isNotEmpty();
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
    try (ReleaseMemory relief = new ReleaseMemory(() -> all, Duration.ofSeconds(10), HOUR)) {
      assertThat(relief.begin(PRESSURE)).isEqualTo("asked cache, 1 KiB came back");
      for (int i = 0; i < 3; i++) {
        assertThat(relief.remain(PRESSURE)).startsWith("asked cache");
      }
      assertThat(asked).as("each minute, and the last one brought nothing").hasValue(4);
      for (int i = 0; i < 24 * 60; i++) {
        assertThat(relief.remain(PRESSURE)).isEqualTo("asked cache, 0 B came back");
      }
      assertThat(asked.get()).isBetween(25, 32);
    }
  }

  @Test
  void thatThereIsNobodyIsSaid() throws Exception {
    try (ReleaseMemory relief = new ReleaseMemory(List::of, Duration.ofSeconds(10), HOUR)) {
      assertThat(relief.begin(PRESSURE))
          .isEqualTo("there is no plugin that could give memory back");
    }
    ServerActions actions = new ServerActions(new FakeServerControl(directory));
    PausePlugins pausing = new PausePlugins(actions, List::of, "short", (plugin, suspect) -> false);
    assertThat(pausing.begin(PRESSURE)).isEqualTo("there is no plugin that could be paused");
  }

  @Test
  void whoStaysPausedIsJudgedByTheEvidenceOfTheBeginning() {
    FakeServerControl server = new FakeServerControl(directory);
    PausePlugins pausing =
        new PausePlugins(
            new ServerActions(server),
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
    FakeServerControl server = new FakeServerControl(directory);
    ServerActions old = new ServerActions(server);
    PausePlugins pausing =
        new PausePlugins(old, () -> List.of("leaky"), "short", (plugin, suspect) -> false);
    RefuseClients refusal = new RefuseClients(old);
    refusal.begin(PRESSURE);
    pausing.begin(PRESSURE);
    old.close();
    assertThat(server.orders()).containsExactly("refuse", "pause leaky", "resume leaky", "admit");

    ServerActions fresh = new ServerActions(server);
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
    FakeServerControl server = new FakeServerControl(directory);
    server.pause("event-store", "an operator wants it");
    ServerActions lost = new ServerActions(server);
    lost.refuseClients(WatchdogProblems.REFUSING);
    lost.pause("leaky", "memory is short");
    new ServerActions(server).takeOver(server.plugins());
    assertThat(server.orders())
        .containsExactly("pause event-store", "refuse", "pause leaky", "admit", "resume leaky");
  }

  @Test
  void whoIsPausedIsWhoeverCanBeDoneWithout() {
    FakeServerControl server = new FakeServerControl(directory);
    PauseConfig config =
        new PauseConfig(
            List.of(), List.of("journal"), List.of("event-store"), 2, Duration.ofHours(1));
    PausePolicy policy = new PausePolicy(server, config, plugin -> false);
    assertThat(policy.optional()).containsExactly("event-store", "leaky");
    assertThat(policy.storing()).containsExactly("event-store");
    PausePlugins pausing =
        new PausePlugins(
            new ServerActions(server),
            policy::optional,
            "short",
            (plugin, suspect) -> plugin.equals("leaky"));
    pausing.begin(PRESSURE);
    assertThat(policy.optional()).as("those that are paused already").isEmpty();
    pausing.end();
    assertThat(server.orders())
        .containsExactly("pause event-store", "pause leaky", "resume event-store");
  }

  @Test
  void aPluginThatWasRemovedMeanwhileKeepsNobodyElsePaused() {
    FakeServerControl server = new FakeServerControl(directory);
    List<String> both = List.of("event-store", "leaky");
    PausePlugins pausing =
        new PausePlugins(
            new ServerActions(server), () -> both, "short", (plugin, suspect) -> false);
    pausing.begin(PRESSURE);
    server.remove("event-store");
    pausing.end();
    pausing.end();
    assertThat(server.orders()).containsExactly("pause event-store", "pause leaky", "resume leaky");
  }

  @Test
  void theBudgetOfRestartsHoldsAcrossProcesses() throws IOException {
    Path file = directory.resolve("restarts");
    Instant now = Instant.parse("2026-06-21T12:00:00Z");
    Duration hour = Duration.ofHours(1);
    assertThat(new RestartBudget(file, 2, hour).take(now)).isTrue();
    assertThat(new RestartBudget(file, 2, hour).take(now.plusSeconds(60))).isTrue();
    assertThat(new RestartBudget(file, 2, hour).take(now.plusSeconds(120))).isFalse();
    assertThat(new RestartBudget(file, 2, hour).take(now.minusSeconds(1_800)))
        .as("a clock that was set back")
        .isFalse();
    String ahead = "2036-06-21T12:00:00Z\n";
    Files.writeString(directory.resolve("ahead"), ahead + ahead);
    assertThat(new RestartBudget(directory.resolve("ahead"), 2, hour).take(now))
        .as("times of a clock that was years ahead")
        .isTrue();
    assertThat(new RestartBudget(file, 2, hour).take(now.plusSeconds(3_630))).isTrue();
    Files.writeString(file, "nonsense\n");
    assertThat(new RestartBudget(file, 2, hour).take(now)).isTrue();
  }

  @Test
  void aParentSupervisorIsAProcessThatLivesOrSystemd() throws IOException {
    ParentSupervisor supervisor = new ParentSupervisor(directory);
    assertThat(supervisor.isThere()).isFalse();
    Path note = directory.resolve("supervisor.properties");
    String self = "pid=" + ProcessHandle.current().pid() + "\nborn=" + born();
    Files.writeString(note, self + "\nstate=running\n");
    assertThat(supervisor.isThere()).isTrue();
    Files.writeString(note, self + "\nstate=stopped\n");
    assertThat(supervisor.isThere()).as("it starts nothing any more").isFalse();
    Files.writeString(note, self.replace("born=", "born=1") + "\nstate=running\n");
    assertThat(supervisor.isThere()).as("another process with its number").isFalse();
    Files.writeString(note, "pid=999999999\n");
    assertThat(supervisor.isThere()).isFalse();
    Files.writeString(directory.resolve("server.properties"), "pid=1\nsystemd=true\n");
    assertThat(supervisor.isThere()).isTrue();
  }

  private static String born() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ");
    return fields[19] + "@" + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
  }
}

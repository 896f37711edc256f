package dev.holdfast.memorywatchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.MemoryRelief;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done on the steps, and what is taken back. */
final class ResponsesTest {
  private static final Pressure PRESSURE = new Pressure(0.8, 0, "80 %");

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
    try (Reliefs reliefs = new Reliefs(() -> all, Duration.ofSeconds(10))) {
      reliefs.begin(PRESSURE);
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
    try (Reliefs reliefs = new Reliefs(() -> all, Duration.ofMillis(50))) {
      reliefs.begin(PRESSURE);
      reliefs.begin(PRESSURE);
      assertThat(asked).hasValue(1);
      never.countDown();
      await()
          .untilAsserted(() -> {
            reliefs.begin(PRESSURE);
            assertThat(asked.get()).isGreaterThan(1);
          });
    }
  }

  @Test
  void whoIsPausedIsWhoeverCanBeDoneWithout() {
    FakeServer server = new FakeServer(directory);
    WatchdogConfig.Pause config = Ladders.config(Ladders.dwelling(Duration.ZERO)).pause();
    Choice choice = new Choice(server, config, plugin -> false);
    assertThat(choice.optional()).containsExactly("event-store", "leaky");
    assertThat(choice.storing()).containsExactly("event-store");
    Pausing pausing = new Pausing(server, choice::optional, "short", "leaky"::equals);
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
    Pausing pausing = new Pausing(server, () -> both, "short", plugin -> false);
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

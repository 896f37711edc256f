package dev.holdfast.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class SystemdServiceTest {
  private static final Duration TICK_LIMIT = Duration.ofSeconds(10);

  private final AtomicReference<Duration> sinceLastTick = new AtomicReference<>(Duration.ZERO);
  private final AtomicBoolean portGone = new AtomicBoolean();
  private final AtomicReference<String> sentence = new AtomicReference<>("up, 6 checks");
  @TempDir Path directory;

  private Optional<SystemdService> find(Map<String, String> environment) {
    return SystemdService.find(
        environment, TICK_LIMIT, sinceLastTick::get, portGone::get, sentence::get);
  }

  private static int count(DatagramReceiver receiver, String text) {
    return Collections.frequency(receiver.received(), text);
  }

  @Test
  void saysThatItIsReadyHowItIsAndThatItEnds() throws Throwable {
    String name = directory.resolve("notify").toString();
    try (DatagramReceiver receiver = new DatagramReceiver(name);
        SystemdService manager = find(Map.of("NOTIFY_SOCKET", name)).orElseThrow()) {
      assertThat(receiver.received()).isEmpty();
      manager.ready();
      await().until(() -> receiver.received().contains("STATUS=up, 6 checks"));
      assertThat(receiver.received().getFirst()).isEqualTo("READY=1");

      manager.stopping();
      assertThat(receiver.received().getLast()).startsWith("STOPPING=1\nSTATUS=");
      assertThat(receiver.received()).doesNotContain("WATCHDOG=1");
    }
  }

  @Test
  void aNameOfTheAbstractKindIsFound() throws Throwable {
    String name = "@holdfast-test-" + OwnProcess.pid() + "-" + System.nanoTime();
    try (DatagramReceiver receiver = new DatagramReceiver(name);
        SystemdService manager = find(Map.of("NOTIFY_SOCKET", name)).orElseThrow()) {
      manager.ready();
      await().until(() -> receiver.received().contains("READY=1"));
    }
  }

  @Test
  void theWatchdogIsFedOnlyWhileTheKernelTicks() throws Throwable {
    String name = directory.resolve("notify").toString();
    Map<String, String> environment = Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "40000");
    try (DatagramReceiver receiver = new DatagramReceiver(name);
        SystemdService manager = find(environment).orElseThrow()) {
      manager.ready();
      await().until(() -> count(receiver, "WATCHDOG=1") >= 3);

      sinceLastTick.set(TICK_LIMIT.plusMillis(1));
      await().until(() -> receiver.received().contains("STATUS=the kernel stands still"));
      int fed = count(receiver, "WATCHDOG=1");
      sentence.set("up again");
      sinceLastTick.set(Duration.ZERO);
      await().until(() -> receiver.received().contains("STATUS=up again"));
      // One may have been on its way at each of the two changes.
      assertThat(receiver.received().indexOf("STATUS=the kernel stands still")).isPositive();
      int between =
          Collections.frequency(
              receiver
                  .received()
                  .subList(
                      receiver.received().indexOf("STATUS=the kernel stands still"),
                      receiver.received().indexOf("STATUS=up again")),
              "WATCHDOG=1");
      assertThat(between).isLessThanOrEqualTo(1);
      await().until(() -> count(receiver, "WATCHDOG=1") > fed + 2);
    }
  }

  @Test
  void theWatchdogIsNotFedWhileThePortIsGone() throws Throwable {
    String name = directory.resolve("notify").toString();
    Map<String, String> environment = Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "40000");
    portGone.set(true);
    try (DatagramReceiver receiver = new DatagramReceiver(name);
        SystemdService manager = find(environment).orElseThrow()) {
      manager.ready();
      await().until(() -> receiver.received().contains("STATUS=the web port is gone"));
      assertThat(receiver.received()).doesNotContain("WATCHDOG=1");
      portGone.set(false);
      await().until(() -> count(receiver, "WATCHDOG=1") >= 3);
    }
  }

  @Test
  void aWatchdogOfAnotherProcessIsNotFed() throws Throwable {
    String name = directory.resolve("notify").toString();
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1");
    try (DatagramReceiver receiver = new DatagramReceiver(name);
        SystemdService manager = find(environment).orElseThrow()) {
      manager.ready();
      await().until(() -> receiver.received().size() >= 2);
      assertThat(receiver.received()).doesNotContain("WATCHDOG=1");
    }
  }

  @Test
  void aStateOfManyLinesIsOneShortLine() throws Throwable {
    String name = directory.resolve("notify").toString();
    sentence.set("down: x\nWATCHDOG=1\n" + "y".repeat(10_000));
    try (DatagramReceiver receiver = new DatagramReceiver(name);
        SystemdService manager = find(Map.of("NOTIFY_SOCKET", name)).orElseThrow()) {
      manager.ready();
      await().until(() -> receiver.received().size() == 2);
      assertThat(receiver.received().getLast()).hasSizeLessThan(300).doesNotContain("\n");
    }
  }

  @Test
  void aServiceManagerThatIsNotThereHarmsNobody() {
    assertThat(find(Map.of())).isEmpty();
    assertThat(find(Map.of("NOTIFY_SOCKET", "vsock:2:3"))).isEmpty();
    assertThat(find(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200)))).isEmpty();
    try (SystemdService manager =
        find(Map.of("NOTIFY_SOCKET", directory.resolve("none").toString())).orElseThrow()) {
      manager.ready();
      manager.stopping();
    }
  }
}

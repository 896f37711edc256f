package dev.holdfast.server.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.supervision.PluginState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that takes one of everything leaves nothing behind, however often. */
class OwnershipTest {
  private static final String GREEDY =
      """
      import dev.holdfast.spi.*;
      import io.helidon.metrics.api.*;
      import java.time.Duration;
      import java.util.concurrent.*;

      public final class Greedy implements Plugin {
        public String name() { return "greedy"; }
        public void start(PluginContext context) throws Exception {
          Counter ticks = context.meter(Counter.builder("holdfast_greedy_ticks"));
          context.health("fine", () -> Health.up().build());
          context.http("/greedy", Role.ANYONE, rules -> rules.get("/", (in, out) -> out.send("yes")));
          context.webSocket("/greedy",
              new WebSocketOptions(Role.ANYONE, java.util.List.of(), false, new Size(1024), 10), session -> null);
          context.worker("tick", Duration.ofSeconds(10), () -> { ticks.increment(); Thread.sleep(1); });
          context.own(new java.io.RandomAccessFile(context.dataDirectory().resolve("f").toFile(), "rw"));
          ExecutorService pool = context.own(Executors.newFixedThreadPool(2));
          pool.submit(() -> 1).get();
          Timer timer = new Timer();
          context.own(timer);
          context.offer(Callable.class, () -> 1);
          context.raise(new Alert("a", Alert.Severity.WARNING,
              new Problem("HF-TEST-001", 500, "planned", "", "")));
        }
        private static final class Timer extends java.util.Timer implements AutoCloseable {
          public void close() { cancel(); }
        }
      }
      """;

  @TempDir Path work;
  private HotKernel hot;

  @BeforeEach
  void begin() throws Exception {
    hot = new HotKernel(work);
    hot.putAndLook(hot.jarOf("greedy.jar", "Greedy", GREEDY), "greedy.jar");
    hot.awaitRunning("greedy");
    restart(5);
  }

  @AfterEach
  void end() throws Exception {
    hot.close();
  }

  /** What there is of everything. */
  private record Count(
      long threads, int routes, int meters, int checks, int services, int alerts, long files) {}

  private Count count() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return new Count(
          Thread.getAllStackTraces().keySet().stream().filter(OwnershipTest::isLasting).count(),
          hot.kernel.web.size(),
          hot.kernel.meters.size(),
          hot.kernel.health.names().size(),
          hot.kernel.services.offered().size(),
          hot.kernel.standing().size(),
          files.count());
    }
  }

  /** A check's thread comes and goes. */
  private static boolean isLasting(Thread thread) {
    return !thread.getName().startsWith("holdfast-health-")
        && !thread.getName().startsWith("holdfast-teardown")
        && !thread.getName().startsWith("ForkJoinPool")
        && !thread.getName().startsWith("awaitility");
  }

  private void restart(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      hot.kernel.supervisor.restart("greedy");
      assertThat(hot.kernel.supervisor.awaitSettled("greedy", Duration.ofSeconds(60)))
          .isInstanceOf(PluginState.Running.class);
    }
  }

  private void reload(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      hot.deployments.reload("greedy");
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          System.gc();
          return hot.deployments.leaving() == 0;
        });
  }

  private void assertNothingIsLeft(Count before) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          Count now = count();
          // What came before this test may have ended since, so these may have become fewer.
          assertThat(now.threads()).isLessThanOrEqualTo(before.threads());
          assertThat(now.files()).isLessThanOrEqualTo(before.files());
          assertThat(now)
              .usingRecursiveComparison()
              .ignoringFields("threads", "files")
              .isEqualTo(before);
        });
    assertThat(hot.kernel.supervisor.view("greedy").leftBehind()).isEmpty();
  }

  @Test
  void aThousandRestartsLeaveEverythingAsItWas() throws Exception {
    Count before = count();
    restart(1000);
    assertNothingIsLeft(before);
  }

  @Test
  void tenNewVersionsLeaveNoClassesBehind() throws Exception {
    reload(2);
    Count before = count();
    reload(10);
    assertNothingIsLeft(before);
    assertThat(hot.deployments.held()).isZero();
  }

  @Test
  @Tag("long")
  void aHundredNewVersionsLeaveNoClassesBehind() throws Exception {
    reload(2);
    Count before = count();
    reload(100);
    assertNothingIsLeft(before);
  }
}

package dev.holdfast.server.supervision;

import static dev.holdfast.server.supervision.FakePlugins.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.server.supervision.PluginState.Quarantined;
import dev.holdfast.server.supervision.PluginState.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not end is interrupted, then left behind, named and counted; never waited for. */
class StuckTest {
  private static final SupervisionConfig IMPATIENT =
      new SupervisionConfig(
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofMinutes(1),
          100,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          1);

  @TempDir Path data;

  @BeforeEach
  void clear() {
    FakePlugins.clear();
  }

  @AfterEach
  void letGo() {
    FakePlugins.hang.countDown();
  }

  @Test
  void aWorkerThatIgnoresItsInterruptIsNamedWithItsPlace() throws Exception {
    try (TestKernel kernel = new TestKernel(data, IMPATIENT, Set.of())) {
      kernel.start(FakePlugins.Deaf.class, FakePlugins.Greedy.class);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Collections.frequency(HISTORY, "deaf started") >= 2);
      PluginView view = kernel.supervisor.view("deaf");
      assertThat(view.leftBehind())
          .singleElement()
          .asString()
          .contains("deaf-loop", "FakePlugins$Deaf");
      assertThat(view.stack()).contains("FakePlugins$Deaf");
      assertThat(kernel.supervisor.state("greedy")).isInstanceOf(Running.class);
    }
  }

  @Test
  void aPluginThatLeavesTooManyThreadsBehindIsLeftAlone() throws Exception {
    try (TestKernel kernel = new TestKernel(data, IMPATIENT, Set.of())) {
      kernel.start(FakePlugins.Slow.class);
      kernel.await("slow", Quarantined.class);
      assertThat(HISTORY).containsExactly("slow begins", "slow begins");
      assertThat(kernel.supervisor.view("slow").leftBehind()).hasSize(2);
      assertThat(kernel.supervisor.state("slow").cause()).contains("longer than PT1S");
    }
  }

  @Test
  void aThreadThatAPluginForgotIsNamedAndCounted() throws Exception {
    try (TestKernel kernel = new TestKernel(data, IMPATIENT, Set.of())) {
      kernel.start(FakePlugins.Leaking.class);
      kernel.await("leaking", Running.class);
      kernel.supervisor.restart("leaking");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !kernel.supervisor.view("leaking").leftBehind().isEmpty());
      assertThat(kernel.supervisor.view("leaking").leftBehind().getFirst())
          .contains("thread of its own", "forgotten");
      FakePlugins.hang.countDown();
      await().until(() -> kernel.supervisor.view("leaking").leftBehind().isEmpty());
    }
  }

  @Test
  void pluginsThatWaitForEachOtherAreNamed() throws Exception {
    try (TestKernel kernel = new TestKernel(data, IMPATIENT, Set.of("hen"))) {
      kernel.start(FakePlugins.Hen.class, FakePlugins.Egg.class);
      String both =
          "egg waits for %s, hen waits for %s"
              .formatted(
                  FakePlugins.Greeting.class.getName(), FakePlugins.Farewell.class.getName());
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            assertThat(kernel.supervisor.state("hen").cause()).isEqualTo(both);
            assertThat(kernel.supervisor.state("egg").cause()).isEqualTo(both);
            assertThat(kernel.standing()).containsExactly("hen-down");
          });
    }
  }
}

package dev.holdfast.server.supervision;

import static dev.holdfast.server.supervision.FakePlugins.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.server.Change;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir Path data;

  @BeforeEach
  void clear() {
    FakePlugins.clear();
  }

  private static void awaitRunning(TestKernel kernel, String plugin) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> kernel.supervisor.state(plugin) instanceof PluginState.Running);
  }

  @Test
  void startsInTheOrderOfWhatIsRequired() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of("asker"))) {
      kernel.start(FakePlugins.Asker.class, FakePlugins.Greeter.class);
      assertThat(kernel.supervisor.awaitRequired(Duration.ofSeconds(30))).isTrue();
      assertThat(HISTORY).containsExactly("greeter started", "asker started with hello");
    }
  }

  @Test
  void stopsInReverseOrder() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of("asker"))) {
      kernel.start(FakePlugins.Asker.class, FakePlugins.Greeter.class);
      kernel.supervisor.awaitRequired(Duration.ofSeconds(30));
      HISTORY.clear();
      assertThat(kernel.supervisor.stop(Duration.ofSeconds(20))).isTrue();
      assertThat(HISTORY).containsExactly("asker stopped", "greeter stopped");
    }
  }

  @Test
  void aPluginWaitsForAServiceAndSaysSo() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Asker.class);
      await().until(() -> kernel.supervisor.state("asker") instanceof PluginState.Waiting);
      assertThat(kernel.supervisor.state("asker"))
          .isEqualTo(new PluginState.Waiting(FakePlugins.Greeting.class.getName()));
    }
  }

  @Test
  void aFailedStartIsRepeatedAndTheRestRunsOn() throws Exception {
    FakePlugins.FAILURES_LEFT.set(2);
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Greedy.class, FakePlugins.Clinger.class);
      awaitRunning(kernel, "greedy");
      assertThat(kernel.supervisor.state("clinger")).isInstanceOf(PluginState.Running.class);
      assertThat(HISTORY).containsExactly("greedy closed", "greedy closed", "greedy started");
      FakePlugins.hang.countDown();
    }
  }

  @Test
  void aWorkerThatThrowsRestartsItsPluginAndThoseWhoUseIt() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of("asker"))) {
      kernel.start(FakePlugins.Asker.class, FakePlugins.Greeter.class);
      kernel.supervisor.awaitRequired(Duration.ofSeconds(30));
      FakePlugins.FAILURES_LEFT.set(1);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Collections.frequency(HISTORY, "asker started with hello") == 2);
      assertThat(HISTORY)
          .containsExactly(
              "greeter started",
              "asker started with hello",
              "asker stopped",
              "greeter stopped",
              "greeter started",
              "asker started with hello");
    }
  }

  @Test
  void aWorkerThatDoesNotTickRestartsItsPlugin() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Sleeper.class);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Collections.frequency(HISTORY, "sleeper started") >= 2);
    }
  }

  @Test
  void aPluginThatFailsTooOftenIsLeftAlone() throws Exception {
    FakePlugins.FAILURES_LEFT.set(Integer.MAX_VALUE);
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Greedy.class);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> kernel.supervisor.state("greedy") instanceof PluginState.Quarantined);
      assertThat(Collections.frequency(HISTORY, "greedy closed"))
          .isEqualTo(TestKernel.FAST.maxRestarts() + 1);
    }
  }

  @Test
  void whatTheContextHandedOutIsTakenBackAlsoAfterAStartThatFails() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      FakePlugins.FAILURES_LEFT.set(Integer.MAX_VALUE);
      kernel.start(FakePlugins.Greedy.class);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> kernel.supervisor.state("greedy") instanceof PluginState.Quarantined);
      assertThat(kernel.health.names()).containsExactly("greedy");
      // What is shown of every plugin stays; what this one added is gone.
      assertThat(kernel.meters.size())
          .isEqualTo(PluginState.LABELS.size() + 2 + RestartCause.values().length);
    }
  }

  @Test
  void aStopThatHangsIsLeftBehindAndTheRestIsTakenBack() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of("clinger"))) {
      kernel.start(FakePlugins.Clinger.class);
      kernel.supervisor.awaitRequired(Duration.ofSeconds(30));
      assertThat(kernel.supervisor.stop(Duration.ofSeconds(20))).isTrue();
      assertThat(HISTORY).containsExactly("clinger closed");
    }
  }

  @Test
  void aPausedPluginStaysAwayWithAllThatItContributesUntilItIsResumed() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Asker.class, FakePlugins.Greeter.class);
      kernel.await("asker", PluginState.Running.class);
      assertThat(kernel.services.contributions(FakePlugins.Greeting.class))
          .extracting(Contribution::plugin)
          .containsExactly("greeter");
      kernel.supervisor.pause("greeter", "memory is short");
      kernel.await("asker", PluginState.Waiting.class);
      assertThat(kernel.supervisor.state("greeter"))
          .isEqualTo(new PluginState.Paused("memory is short"));
      assertThat(kernel.services.contributions(FakePlugins.Greeting.class)).isEmpty();
      kernel.supervisor.resume("greeter");
      kernel.await("asker", PluginState.Running.class);
      assertThat(kernel.services.contributions(FakePlugins.Greeting.class)).hasSize(1);
      assertThat(kernel.changes.after(0))
          .filteredOn(change -> change.subject().equals("greeter"))
          .filteredOn(change -> change.kind() == Change.Kind.PLUGIN)
          .extracting(Change::to, Change::why)
          .containsSubsequence(
              tuple("Running", ""), tuple("Paused", "memory is short"), tuple("Running", ""));
    }
  }

  @Test
  void whatIsRequiredCannotBePaused() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of("greeter"))) {
      kernel.start(FakePlugins.Greeter.class);
      kernel.await("greeter", PluginState.Running.class);
      assertThatThrownBy(() -> kernel.supervisor.pause("greeter", "no reason"))
          .hasMessageContaining("HF-PLG-012");
      assertThat(kernel.supervisor.state("greeter")).isInstanceOf(PluginState.Running.class);
    }
  }
}

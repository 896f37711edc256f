package dev.holdfast.server.supervision;

import static dev.holdfast.server.supervision.FakePlugins.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.supervision.PluginState.Quarantined;
import dev.holdfast.server.supervision.PluginState.Running;
import dev.holdfast.spi.ProblemException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that fails for ever is left alone, also by the next process, until it is released. */
class QuarantineTest {
  @TempDir Path data;

  @BeforeEach
  void clear() {
    FakePlugins.clear();
  }

  private void failTooOften() throws Exception {
    FakePlugins.FAILURES_LEFT.set(Integer.MAX_VALUE);
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Greedy.class);
      kernel.await("greedy", Quarantined.class);
      assertThat(kernel.standing()).containsExactly("greedy-quarantined");
    }
    FakePlugins.FAILURES_LEFT.set(0);
    HISTORY.clear();
  }

  @Test
  void itOutlivesTheProcessWithItsCause() throws Exception {
    failTooOften();
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Greedy.class, FakePlugins.Leaking.class);
      kernel.await("leaking", Running.class);
      assertThat(kernel.supervisor.state("greedy"))
          .isInstanceOfSatisfying(
              Quarantined.class, state -> assertThat(state.cause()).contains("planned"));
      assertThat(HISTORY).isEmpty();
      assertThat(kernel.standing()).containsExactly("greedy-quarantined");
    } finally {
      FakePlugins.hang.countDown();
    }
  }

  @Test
  void anOperatorReleasesIt() throws Exception {
    failTooOften();
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Greedy.class);
      kernel.await("greedy", Quarantined.class);
      kernel.supervisor.release("greedy");
      kernel.await("greedy", Running.class);
      assertThat(kernel.standing()).isEmpty();
    }
    try (TestKernel next = new TestKernel(data, TestKernel.FAST, Set.of())) {
      next.start(FakePlugins.Greedy.class);
      next.await("greedy", Running.class);
    }
  }

  @Test
  void anotherJarIsAnotherPlugin() throws Exception {
    failTooOften();
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.revision = "mended";
      kernel.start(FakePlugins.Greedy.class);
      kernel.await("greedy", Running.class);
    }
  }

  @Test
  void anOperatorOrdersItAndThoseWhoUseThePluginWait() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Asker.class, FakePlugins.Greeter.class);
      kernel.await("asker", Running.class);
      kernel.supervisor.quarantine("greeter");
      kernel.await("asker", PluginState.Waiting.class);
      kernel.await("greeter", Quarantined.class);
      assertThatThrownBy(() -> kernel.supervisor.restart("greeter"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-PLG-012")
          .hasMessageContaining("holdfast plugins release greeter");
      kernel.supervisor.release("greeter");
      kernel.await("asker", Running.class);
      assertThat(HISTORY)
          .containsSubsequence("asker stopped", "greeter stopped", "greeter started");
    }
  }

  @Test
  void onlyAQuarantineCanBeReleased() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(FakePlugins.Greedy.class);
      kernel.await("greedy", Running.class);
      assertThatThrownBy(() -> kernel.supervisor.release("greedy"))
          .hasMessageContaining("HF-PLG-012");
      assertThatThrownBy(() -> kernel.supervisor.release("nobody"))
          .hasMessageContaining("HF-PLG-011");
    }
  }
}

package dev.holdfast.server.supervision;

import static dev.holdfast.server.supervision.FakePlugins.HISTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link PluginContext#find}: a provider comes and goes, and the plugin that looks runs on. */
class OptionalServiceTest {
  private static volatile @Nullable PluginContext context;

  @TempDir Path data;

  /** Can do without a greeting. */
  public static final class Finder implements Plugin {
    @Override
    public String name() {
      return "finder";
    }

    @Override
    public void start(PluginContext given) {
      context = given;
      HISTORY.add("finder started, " + given.find(FakePlugins.Greeting.class).isPresent());
    }

    @Override
    public void stop() {
      HISTORY.add("finder stopped");
    }
  }

  /** Offers a greeting that is another object at each start. */
  public static final class Visitor implements Plugin {
    @Override
    public String name() {
      return "visitor";
    }

    @Override
    public void start(PluginContext given) {
      Object visit = new Object();
      given.offer(FakePlugins.Greeting.class, () -> "hello from " + visit);
    }
  }

  @BeforeEach
  void clear() {
    FakePlugins.clear();
    context = null;
  }

  private static Optional<FakePlugins.Greeting> found() {
    PluginContext given = context;
    return given == null ? Optional.empty() : given.find(FakePlugins.Greeting.class);
  }

  @Test
  void isFoundWhileItIsOfferedAndRestartsNobody() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(Finder.class, FakePlugins.Greeter.class);
      kernel.await("finder", PluginState.Running.class);
      kernel.await("greeter", PluginState.Running.class);
      FakePlugins.Greeting first = found().orElseThrow();
      assertThat(first.text()).isEqualTo("hello");
      assertThat(found()).containsSame(first);
      kernel.supervisor.quarantine("greeter");
      kernel.await("greeter", PluginState.Quarantined.class);
      assertThat(found()).isEmpty();
      kernel.supervisor.release("greeter");
      kernel.await("greeter", PluginState.Running.class);
      assertThat(found().map(FakePlugins.Greeting::text)).contains("hello");
      assertThat(kernel.supervisor.view("finder").restarts()).isZero();
      assertThat(HISTORY).doesNotContain("finder stopped");
    }
  }

  /** Or the classes of a plugin that was removed would stay as long as whoever found it. */
  @Test
  void oneThatIsGoneIsHeldForNobody() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(Finder.class, Visitor.class);
      kernel.await("finder", PluginState.Running.class);
      kernel.await("visitor", PluginState.Running.class);
      WeakReference<FakePlugins.Greeting> gone = new WeakReference<>(found().orElseThrow());
      kernel.supervisor.quarantine("visitor");
      kernel.await("visitor", PluginState.Quarantined.class);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            System.gc();
            return gone.refersTo(null);
          });
    }
  }

  @Test
  void aPluginStartsWithoutIt() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(Finder.class);
      kernel.await("finder", PluginState.Running.class);
      assertThat(HISTORY).containsExactly("finder started, false");
    }
  }

  /** Whoever requires it is stopped with its provider; whoever finds it is not. */
  @Test
  void aProviderThatFailsTakesOnlyThoseAlongWhoRequireIt() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of("asker"))) {
      kernel.start(Finder.class, FakePlugins.Asker.class, FakePlugins.Greeter.class);
      kernel.supervisor.awaitRequired(Duration.ofSeconds(30));
      kernel.await("finder", PluginState.Running.class);
      assertThat(found()).isPresent();
      FakePlugins.FAILURES_LEFT.set(1);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Collections.frequency(HISTORY, "asker started with hello") == 2);
      assertThat(HISTORY).contains("asker stopped").doesNotContain("finder stopped");
    }
  }
}

package dev.holdfast.server.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.logging.LogLines;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.ServiceMissing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions of plugins that cannot be shown, and starts that would go on for ever. */
class ForeignFailuresTest {
  private static final AtomicInteger STARTS = new AtomicInteger();

  @TempDir Path data;

  /** Throws an exception that throws when it is asked for anything. */
  public static final class Silent implements Plugin {
    @Override
    public String name() {
      return "silent";
    }

    @Override
    public void start(PluginContext context) {
      throw new RuntimeException() {
        @Override
        public String getMessage() {
          throw new IllegalStateException("no words");
        }

        @Override
        public synchronized Throwable getCause() {
          throw new IllegalStateException("no cause");
        }
      };
    }
  }

  /** Throws one that says too much. */
  public static final class Talkative implements Plugin {
    @Override
    public String name() {
      return "talkative";
    }

    @Override
    public void start(PluginContext context) {
      throw new IllegalStateException("x".repeat(10_000_000));
    }
  }

  /** Throws one whose causes are a circle. */
  public static final class Circular implements Plugin {
    @Override
    public String name() {
      return "circular";
    }

    @Override
    public void start(PluginContext context) {
      RuntimeException first = new RuntimeException("first");
      first.initCause(new RuntimeException("second", first));
      throw first;
    }
  }

  @Test
  void theyCostOnlyTheirPluginAndSayWhatCanBeSaid() throws Exception {
    try (LogLines lines = LogLines.of("dev.holdfast.supervision");
        TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.start(Silent.class, Talkative.class, Circular.class);
      for (String plugin : new String[] {"silent", "talkative", "circular"}) {
        kernel.await(plugin, PluginState.Quarantined.class);
        assertThat(kernel.supervisor.state(plugin).cause()).hasSizeBetween(5, 5_000);
      }
      assertThat(kernel.supervisor.state("silent").cause()).contains("cannot be read");
      assertThat(kernel.supervisor.state("circular").cause()).contains("first");
      assertThat(lines.all()).allMatch(line -> line.length() < 10_000);
      assertThat(lines.all()).noneMatch(line -> line.contains("failed at one step"));
    }
  }

  /** Says that a service is missing which is there. */
  public static final class Mistaken implements Plugin {
    @Override
    public String name() {
      return "mistaken";
    }

    @Override
    public void start(PluginContext context) {
      STARTS.incrementAndGet();
      throw new ServiceMissing(FakePlugins.Greeting.class);
    }
  }

  @Test
  void whoMissesWhatIsThereIsPausedAndLeftAlone() throws Exception {
    STARTS.set(0);
    FakePlugins.clear();
    SupervisionConfig slower =
        new SupervisionConfig(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMinutes(1),
            5,
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            5);
    try (TestKernel kernel = new TestKernel(data, slower, Set.of())) {
      kernel.start(FakePlugins.Greeter.class, Mistaken.class);
      kernel.await("mistaken", PluginState.Quarantined.class);
      assertThat(STARTS.get()).isLessThan(20);
    }
  }
}

package dev.holdfast.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.supervision.PluginState;
import dev.holdfast.server.supervision.TestKernel;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.ServerControl;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin orders of the server ends with it. */
class OrdersTest {
  private static final Problem FULL = new Problem("HF-TEST-001", 503, "Full", "", "");
  private static final AtomicReference<ServerControl> HELD = new AtomicReference<>();

  @TempDir Path data;

  /** Does nothing. */
  public static final class Quiet implements Plugin {
    @Override
    public String name() {
      return "quiet";
    }

    @Override
    public void start(PluginContext context) {}
  }

  /** Pauses another one and keeps clients out. */
  public static class First implements Plugin {
    @Override
    public String name() {
      return "first";
    }

    @Override
    public void start(PluginContext context) {
      ServerControl control = context.require(ServerControl.class);
      HELD.set(control);
      control.pause("quiet", "for a test");
      control.refuseClients(FULL);
    }
  }

  /** As the first one. */
  public static final class Second extends First {
    @Override
    public String name() {
      return "second";
    }
  }

  @Test
  void theyEndWithTheLastPluginThatGaveThem() throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      kernel.services.publish(
          ServerControl.class, new Control(kernel.supervisor, kernel.web, cause -> {}));
      kernel.start(Quiet.class);
      kernel.await("quiet", PluginState.Running.class);
      kernel.start(First.class, Second.class);
      kernel.await("first", PluginState.Running.class);
      kernel.await("second", PluginState.Running.class);
      assertThat(kernel.supervisor.state("quiet")).isInstanceOf(PluginState.Paused.class);
      kernel.supervisor.replace(List.of("first"), Map.of()).join();
      assertThat(kernel.supervisor.state("quiet")).isInstanceOf(PluginState.Paused.class);
      kernel.supervisor.replace(List.of("second"), Map.of()).join();
      kernel.await("quiet", PluginState.Running.class);
      ServerControl late = requireNonNull(HELD.get());
      assertThatThrownBy(() -> late.pause("quiet", "too late"))
          .isInstanceOf(IllegalStateException.class);
      assertThat(kernel.supervisor.state("quiet")).isInstanceOf(PluginState.Running.class);
    }
  }
}

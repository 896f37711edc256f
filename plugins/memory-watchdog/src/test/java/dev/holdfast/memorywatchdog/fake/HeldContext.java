package dev.holdfast.memorywatchdog.fake;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.testkit.PluginHarness;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A plugin that does nothing, to get at a context for parts of another one. */
public final class HeldContext implements Plugin {
  private @Nullable PluginContext context;

  /** Starts one. */
  public static PluginContext of(PluginHarness harness, HeldContext holder) throws Exception {
    harness.start();
    return Objects.requireNonNull(holder.context);
  }

  @Override
  public String name() {
    return "holder";
  }

  @Override
  public void start(PluginContext given) {
    context = given;
  }
}

package dev.holdfast.testkit;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import io.helidon.metrics.api.Counter;

/** Uses of the harness what leaves something behind in the JVM when it is used first. */
final class WarmUp implements Plugin {
  @Override
  public String name() {
    return "warm-up";
  }

  @Override
  public void start(PluginContext context) {
    context.meter(Counter.builder("warm_up")).increment();
    context.http("/warm-up", Role.ANYONE, rules -> {});
  }
}

package dev.holdfast.distribution.rogue;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;

/** Needs what {@link Egg} offers before it offers what that one needs. */
public final class Hen implements Plugin {
  @Override
  public String name() {
    return "hen";
  }

  @Override
  public void start(PluginContext context) {
    context.require(Egg.class);
    context.offer(Hen.class, this);
  }
}

package dev.holdfast.distribution.rogue;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;

/** Needs what {@link Hen} offers before it offers what that one needs. */
public final class Egg implements Plugin {
  @Override
  public String name() {
    return "egg";
  }

  @Override
  public void start(PluginContext context) {
    context.require(Hen.class);
    context.offer(Egg.class, this);
  }
}

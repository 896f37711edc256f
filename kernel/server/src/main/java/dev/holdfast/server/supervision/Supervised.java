package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.PluginDescriptor;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.spi.Plugin;
import org.jspecify.annotations.Nullable;

/** What the supervisor knows of one plugin; only its own thread writes here. */
final class Supervised {
  final PluginDescriptor descriptor;
  final Record config;
  final Backoff backoff;

  /** Grows with every start: news of an earlier start is no news. */
  int generation;

  /** The place in the order of starts; stops go the other way. */
  int startedAs;

  int restarts;
  long runningSince;
  String lastFailure = "";
  @Nullable Plugin instance;
  @Nullable PluginScope scope;
  volatile PluginState state = new PluginState.Stopped();

  Supervised(PluginDescriptor descriptor, Record config, Backoff backoff) {
    this.descriptor = descriptor;
    this.config = config;
    this.backoff = backoff;
  }

  String name() {
    return descriptor.name();
  }

  boolean isRunning() {
    return state instanceof PluginState.Running;
  }
}

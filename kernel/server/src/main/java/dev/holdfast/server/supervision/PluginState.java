package dev.holdfast.server.supervision;

import java.time.Instant;

/** Where a plugin is in its life. */
public sealed interface PluginState {

  /** It needs a service that nobody offers now. */
  record Waiting(String service) implements PluginState {}

  /** Its start is under way. */
  record Starting() implements PluginState {}

  /** It has started and its workers tick. */
  record Running() implements PluginState {}

  /** It failed while running, and is being stopped. */
  record Stalled(String cause) implements PluginState {}

  /** It failed and will be started again. */
  record BackingOff(int attempt, Instant until, String cause) implements PluginState {}

  /** It failed too often and is left alone. */
  record Quarantined(String cause) implements PluginState {}

  /** The server ends, or has not begun. */
  record Stopped() implements PluginState {}

  /** The name of the state, as it is shown. */
  default String label() {
    return getClass().getSimpleName();
  }
}

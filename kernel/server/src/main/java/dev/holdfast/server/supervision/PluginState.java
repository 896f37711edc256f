package dev.holdfast.server.supervision;

import java.time.Instant;
import java.util.List;

/** Where a plugin is in its life. */
public sealed interface PluginState {
  /** The names of all states, as they are shown. */
  List<String> LABELS =
      List.of(
          "Waiting",
          "Starting",
          "Running",
          "Stalled",
          "BackingOff",
          "Quarantined",
          "Paused",
          "Stopped");

  /**
   * It needs a service that nobody offers now.
   *
   * @param standoff who waits for what when nobody can help, otherwise empty
   */
  record Waiting(String service, String standoff) implements PluginState {
    Waiting(String service) {
      this(service, "");
    }
  }

  /** Its start is under way. */
  record Starting() implements PluginState {}

  /** It has started and its workers tick. */
  record Running() implements PluginState {}

  /** It failed while running, and is being stopped. */
  record Stalled(String cause) implements PluginState {}

  /** It failed and will be started again. */
  record BackingOff(int attempt, Instant until, String cause) implements PluginState {}

  /** It failed too often, or an operator wants it so: it is left alone until it is released. */
  record Quarantined(String cause, Instant from) implements PluginState {}

  /** The server itself does without it for a while. */
  record Paused(String cause) implements PluginState {}

  /** The server ends, or has not begun, or the plugin is ended to be started anew. */
  record Stopped() implements PluginState {}

  /** The name of the state, as it is shown. */
  default String label() {
    return getClass().getSimpleName();
  }

  /** Whether something is under way that ends by itself within its limit. */
  default boolean isPassing() {
    return this instanceof Starting || this instanceof Stalled || this instanceof Stopped;
  }

  /** Why it is in this state; empty when there is nothing to explain. */
  default String cause() {
    return switch (this) {
      case Waiting(String service, String standoff) -> standoff.isEmpty() ? service : standoff;
      case Stalled(String cause) -> cause;
      case BackingOff(_, _, String cause) -> cause;
      case Quarantined(String cause, _) -> cause;
      case Paused(String cause) -> cause;
      case Starting _, Running _, Stopped _ -> "";
    };
  }
}

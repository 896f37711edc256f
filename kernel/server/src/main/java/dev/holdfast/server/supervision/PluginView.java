package dev.holdfast.server.supervision;

import java.time.Instant;
import java.util.List;

/**
 * What can be said of a plugin at one moment.
 *
 * @param since when it entered its state
 * @param origin the folder or jar that it came from
 * @param requires the services that it was given
 * @param offers the services that it offers
 * @param workers each with the age of its last tick
 * @param leftBehind threads that did not end with it, a line each
 * @param stack where the worker stood that stalled last; empty when none has
 */
public record PluginView(
    String name,
    PluginState state,
    Instant since,
    int restarts,
    boolean required,
    String origin,
    List<String> requires,
    List<String> offers,
    List<WorkerView> workers,
    List<String> leftBehind,
    String stack) {

  /** One worker. */
  public record WorkerView(String name, long lastTickMillis) {}
}

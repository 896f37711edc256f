package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.LeakedThread;
import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.WorkerThread;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

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

  /** As it is now; to be called on the loop. */
  static PluginView of(Supervised plugin, Set<String> required) {
    PluginScope scope = plugin.scope;
    return new PluginView(
        plugin.name(),
        plugin.state,
        plugin.since,
        plugin.restarts,
        required.contains(plugin.name()),
        plugin.descriptor.origin(),
        scope == null ? List.of() : names(scope.required()),
        scope == null ? List.of() : names(scope.offered()),
        scope == null ? List.of() : scope.workers().stream().map(WorkerView::of).toList(),
        plugin.leftBehind().stream().map(LeakedThread::line).toList(),
        plugin.lastStack);
  }

  private static List<String> names(Collection<Class<?>> types) {
    return types.stream().map(Class::getName).sorted().toList();
  }

  /** One worker. */
  public record WorkerView(String name, long lastTickMillis) {
    static WorkerView of(WorkerThread worker) {
      return new WorkerView(worker.name(), worker.sinceLastTick().toMillis());
    }
  }
}

package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.LeakedThread;
import dev.holdfast.server.plugin.PluginScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How plugins go down: those who use the services of others before the others, each within its
 * limit, on a thread that the loop does not wait for.
 */
final class StopSequence {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final Loop loop;
  private final Duration limit;
  private final Transitions transitions;
  private final ServiceUses uses;
  private final PluginTable fleet;
  private final Consumer<Collection<Supervised>> ended;

  /**
   * Has nothing to end yet.
   *
   * @param ended told on the loop of plugins of which one end is over; another may be under way
   */
  StopSequence(
      Loop loop,
      Duration limit,
      Transitions transitions,
      ServiceUses uses,
      PluginTable fleet,
      Consumer<Collection<Supervised>> ended) {
    this.ended = ended;
    this.loop = loop;
    this.limit = limit;
    this.transitions = transitions;
    this.uses = uses;
    this.fleet = fleet;
  }

  /**
   * Ends plugins and whoever uses them; those wait from now on. To be called on the loop.
   *
   * @return whom it ends
   */
  Set<Supervised> end(Collection<Supervised> chosen) {
    Map<Supervised, String> dependents = dependents(chosen);
    Set<Supervised> all = new LinkedHashSet<>(PluginTable.reversed(dependents.keySet()));
    all.addAll(PluginTable.reversed(chosen));
    List<PluginStop> tearDowns = new ArrayList<>();
    for (Supervised plugin : all) {
      plugin.generation++;
      PluginScope scope = plugin.scope;
      if (scope != null) {
        // Before anything stops, so that nobody who starts meanwhile takes what is going away.
        scope.withdraw();
        tearDowns.add(new PluginStop(plugin, plugin.starting, plugin.instance, scope));
        plugin.scope = null;
        plugin.instance = null;
        plugin.starting = null;
        plugin.watch.cancel(false);
      }
    }
    dependents.forEach((plugin, service) -> {
      transitions.count(plugin, RestartCause.PROVIDER);
      plugin.obstacle = new Wanted.Obstacle.Missing(null, service);
      transitions.enter(plugin, new PluginState.Waiting(service));
    });
    run(tearDowns, all);
    return all;
  }

  /**
   * Calls back on the loop when no end of any of these is under way; each ends within its limit.
   */
  void whenEnded(Set<Supervised> all, Runnable then) {
    if (all.stream().anyMatch(each -> each.ending > 0)) {
      var _ = loop.later(LOOK_AGAIN, () -> whenEnded(all, then));
    } else {
      then.run();
    }
  }

  /** Ends a start that has come too late: somebody else has its place now. */
  void endLate(PluginStop late) {
    run(List.of(late), List.of(late.plugin()));
  }

  private Map<Supervised, String> dependents(Collection<Supervised> chosen) {
    Map<Supervised, String> found = new HashMap<>();
    for (Supervised plugin : chosen) {
      for (Supervised dependent : uses.dependents(plugin, fleet.all())) {
        found.putIfAbsent(dependent, uses.firstService(plugin, dependent));
      }
    }
    found.keySet().removeAll(Set.copyOf(chosen));
    return found;
  }

  private void run(List<PluginStop> tearDowns, Collection<Supervised> all) {
    tearDowns.forEach(each -> each.plugin().ending++);
    Thread.ofPlatform()
        .name("holdfast-teardown")
        .daemon()
        .start(() -> {
          Map<Supervised, List<LeakedThread>> left = new HashMap<>();
          tearDowns.forEach(each -> left.put(each.plugin(), each.run(limit)));
          loop.run(() -> {
            tearDowns.forEach(each -> each.plugin().ending--);
            left.forEach(Supervised::leave);
            ended.accept(all);
          });
        });
  }
}

package dev.holdfast.server.supervision;

import dev.holdfast.server.plugin.PluginScope;
import dev.holdfast.server.plugin.ServiceRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who uses whose services, as far as plugins run now. */
record ServiceUses(ServiceRegistry services) {

  /** Who uses a service of this plugin, directly or through others; latest start first. */
  List<Supervised> dependents(Supervised plugin, Collection<Supervised> all) {
    Set<Supervised> found = new LinkedHashSet<>();
    List<Supervised> toVisit = new ArrayList<>(List.of(plugin));
    while (!toVisit.isEmpty()) {
      String provider = toVisit.removeLast().name();
      for (Supervised other : all) {
        if (other.isRunning() && uses(other, provider) && found.add(other)) {
          toVisit.add(other);
        }
      }
    }
    found.remove(plugin);
    return found.stream()
        .sorted(Comparator.comparingInt((Supervised each) -> each.startedAs).reversed())
        .toList();
  }

  /** The name of a service that the one gets from the other, for the one's state. */
  String firstService(Supervised provider, Supervised dependent) {
    PluginScope scope = dependent.scope;
    return services.offeredBy(provider.name()).stream()
        .filter(type -> scope != null && scope.required().contains(type))
        .map(Class::getName)
        .findFirst()
        .orElse("a service of " + provider.name());
  }

  private boolean uses(Supervised plugin, String provider) {
    PluginScope scope = plugin.scope;
    return scope != null
        && scope.required().stream().anyMatch(type -> provider.equals(services.provider(type)));
  }
}

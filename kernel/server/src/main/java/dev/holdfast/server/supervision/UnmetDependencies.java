package dev.holdfast.server.supervision;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds out that plugins wait in vain: without somebody who says so they would wait for ever.
 *
 * <p>What a plugin would offer is not known before it has started. But when every plugin that does
 * not wait runs, all has been offered that will be, and those who wait for different services
 * cannot go on by themselves: they wait for each other, or for plugins that are not there.
 */
final class UnmetDependencies {
  private UnmetDependencies() {}

  /** Who waits for what when nobody is on the way who could help; empty when somebody is. */
  static String among(Collection<Supervised> all) {
    Map<String, String> waiting = new TreeMap<>();
    for (Supervised plugin : all) {
      if (plugin.state instanceof PluginState.Waiting(String service, _)) {
        waiting.put(plugin.name(), service);
      } else if (!plugin.isRunning()) {
        return "";
      }
    }
    return Set.copyOf(waiting.values()).size() < 2
        ? ""
        : waiting.entrySet().stream()
            .map(each -> each.getKey() + " waits for " + each.getValue())
            .collect(Collectors.joining(", "));
  }
}

package dev.holdfast.server.supervision;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All plugins that the server knows, in the order in which they came. */
final class PluginTable {
  private final Map<String, Supervised> plugins = new LinkedHashMap<>();

  synchronized void add(Supervised plugin) {
    plugins.put(plugin.name(), plugin);
  }

  synchronized void remove(Supervised plugin) {
    plugins.remove(plugin.name());
  }

  synchronized @Nullable Supervised find(String name) {
    return plugins.get(name);
  }

  synchronized List<Supervised> all() {
    return List.copyOf(plugins.values());
  }

  /** Those given, latest start first. */
  static List<Supervised> reversed(Collection<Supervised> chosen) {
    List<Supervised> sorted = new ArrayList<>(chosen);
    sorted.sort(Comparator.comparingInt((Supervised each) -> each.startedAs).reversed());
    return sorted;
  }
}

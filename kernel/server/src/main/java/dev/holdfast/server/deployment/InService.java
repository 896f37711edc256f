package dev.holdfast.server.deployment;

import dev.holdfast.server.plugin.loading.PluginDescriptor;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The entries whose plugins are in the supervisor's hands, by where they lie. */
final class InService {
  private final Map<Path, Deployed> entries = new HashMap<>();

  void add(Deployed entry) {
    entries.put(entry.entry().origin(), entry);
  }

  Optional<Deployed> remove(Path origin) {
    return Optional.ofNullable(entries.remove(origin));
  }

  Optional<Deployed> find(Path origin) {
    return Optional.ofNullable(entries.get(origin));
  }

  boolean has(Path origin, String revision) {
    return find(origin).filter(each -> each.entry().revision().equals(revision)).isPresent();
  }

  /** All plugins with their settings, in the order of their names. */
  Map<PluginDescriptor, Record> configured() {
    Map<PluginDescriptor, Record> all = new TreeMap<>(Comparator.comparing(PluginDescriptor::name));
    entries.values().forEach(each -> all.putAll(each.configured()));
    return all;
  }

  /** Where the plugin of this name comes from. */
  Optional<Path> origin(String plugin) {
    return entries.values().stream()
        .filter(each -> each.names().contains(plugin))
        .map(each -> each.entry().origin())
        .findFirst();
  }

  Set<Path> where(Predicate<Path> condition) {
    Set<Path> found = new HashSet<>(entries.keySet());
    found.removeIf(condition.negate());
    return found;
  }

  /** Who has which name, apart from this entry and those that have gone. */
  Map<String, Path> names(Path except, Set<Path> gone) {
    Map<String, Path> names = new HashMap<>();
    entries.forEach((origin, each) -> {
      if (!origin.equals(except) && !gone.contains(origin)) {
        each.names().forEach(name -> names.put(name, origin));
      }
    });
    return names;
  }

  /** What a new version takes the place of: its own entry, and those that left it their names. */
  List<Deployed> replacedBy(Deployed next, Set<Path> gone) {
    return entries.values().stream()
        .filter(each -> {
          Path origin = each.entry().origin();
          boolean sameName = each.names().stream().anyMatch(next.names()::contains);
          return origin.equals(next.entry().origin()) || (gone.contains(origin) && sameName);
        })
        .toList();
  }
}

package dev.holdfast.server.plugin.loading;

import dev.holdfast.config.ConfigProblem;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds plugins: every folder of the plugin directory and every loose jar is one class loader, in
 * the order of their names. Whatever is wrong with one costs only that one, and is reported with
 * its name.
 */
public final class PluginDiscovery {

  /**
   * What was found.
   *
   * @param entries in the order of their names
   */
  public record Found(List<PluginEntry> entries) {

    public Found {
      entries = List.copyOf(entries);
    }

    /** The plugins that can be used, in the order of their folders. */
    public List<PluginDescriptor> plugins() {
      return entries.stream().flatMap(entry -> entry.plugins().stream()).toList();
    }

    /** Why what was found cannot be used, by the name of the folder or jar. */
    public Map<String, Problem> refused() {
      Map<String, Problem> refused = new TreeMap<>();
      for (PluginEntry entry : entries) {
        entry.refusal().ifPresent(problem -> refused.put(entry.folder(), problem));
      }
      return refused;
    }

    /**
     * The same with every plugin refused that has one of the mistakes in its own defaults, or lacks
     * a setting: what nobody has typed costs only the plugin.
     *
     * @param typed whether somebody has set the value at a path
     */
    public Found withoutThoseOf(List<ConfigProblem> mistakes, Predicate<String> typed) {
      return new Found(entries.stream().map(entry -> judged(entry, mistakes, typed)).toList());
    }

    /** The same with nothing that holds on to classes. */
    public Found withoutPlugins() {
      return new Found(entries.stream().map(entry -> entry.keeping(any -> false)).toList());
    }

    private static PluginEntry judged(
        PluginEntry entry, List<ConfigProblem> mistakes, Predicate<String> typed) {
      for (PluginDescriptor plugin : entry.plugins()) {
        String own = plugin.reference().origin();
        String block = "holdfast." + plugin.name();
        for (ConfigProblem mistake : mistakes) {
          String path = mistake.path();
          boolean inBlock = path.equals(block) || path.startsWith(block + ".");
          boolean ofDefaults = mistake.origin().source().equals(own);
          boolean isTyped = typed.test(path) || mistake.origin().fromEnvironment();
          if (ofDefaults || (inBlock && !isTyped)) {
            Problem problem =
                ofDefaults ? PluginProblems.BAD_DEFAULTS : PluginProblems.BAD_CONFIGURATION;
            String why = entry.origin() + ": " + mistake + ". " + mistake.remedy();
            return entry.keeping(any -> false).refused(problem.because(why.strip()));
          }
        }
      }
      return entry;
    }
  }

  private PluginDiscovery() {}

  /** Looks through directories; a missing one holds no plugins. */
  public static Found in(List<Path> directories, PluginReader reader) throws IOException {
    List<PluginEntry> found = new ArrayList<>();
    Map<String, Path> names = new HashMap<>();
    for (Path directory : directories) {
      for (Path origin : entries(directory)) {
        found.add(withoutDuplicates(reader.read(origin), names));
      }
    }
    return new Found(found);
  }

  /** The names of all that could be plugins, without a look into them. */
  public static List<String> folders(List<Path> directories) throws IOException {
    List<String> folders = new ArrayList<>();
    for (Path directory : directories) {
      entries(directory)
          .forEach(origin -> folders.add(PluginEntry.of(origin, "", origin).folder()));
    }
    return folders;
  }

  /** Of the {@link #folders} those with a jar that says so of its plugins. */
  public static List<String> startingInSafeMode(List<Path> directories) throws IOException {
    List<String> folders = new ArrayList<>();
    for (Path directory : directories) {
      for (Path origin : entries(directory)) {
        if (PluginReader.jars(origin).stream().anyMatch(Contract::startsInSafeMode)) {
          folders.add(PluginEntry.of(origin, "", origin).folder());
        }
      }
    }
    return folders;
  }

  /** The folders and jars of a directory, by name, without {@linkplain StrayFiles stray ones}. */
  public static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> !StrayFiles.contain(entry))
          .filter(entry -> Files.isDirectory(entry) || PluginEntry.isJar(entry))
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    }
  }

  /**
   * Takes out of an entry what has the name of a plugin of another entry.
   *
   * @param names who has which name; those that are new are added
   */
  public static PluginEntry withoutDuplicates(PluginEntry entry, Map<String, Path> names) {
    PluginEntry kept =
        entry.keeping(plugin -> names.putIfAbsent(plugin.name(), entry.origin()) == null);
    return entry.plugins().stream()
        .filter(plugin -> !kept.plugins().contains(plugin))
        .findFirst()
        .map(plugin ->
            kept.refused(
                PluginProblems.DUPLICATE.because(
                    plugin.name()
                        + " is in "
                        + names.get(plugin.name())
                        + " and in "
                        + entry.origin())))
        .orElse(kept);
  }
}

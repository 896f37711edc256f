package dev.holdfast.server;

import dev.holdfast.config.Block;
import dev.holdfast.config.ConfigProblem;
import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.Configuration;
import dev.holdfast.config.ConfigurationSources;
import dev.holdfast.config.Reference;
import dev.holdfast.server.health.HealthConfig;
import dev.holdfast.server.plugin.PluginsConfig;
import dev.holdfast.server.plugin.loading.JarLimits;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginDiscovery;
import dev.holdfast.server.plugin.loading.PluginEntry;
import dev.holdfast.server.plugin.loading.PluginProblems;
import dev.holdfast.server.plugin.loading.PluginReader;
import dev.holdfast.server.plugin.loading.Staging;
import dev.holdfast.server.process.SafeMode;
import dev.holdfast.server.process.SafeModeConfig;
import dev.holdfast.server.supervision.SupervisionConfig;
import dev.holdfast.server.web.SecurityConfig;
import dev.holdfast.server.web.WebConfig;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a server is made of, before anything of it runs: its configuration and the plugins found.
 */
final class ServerSettings {
  /** Of this build. */
  static final String VERSION =
      Optional.ofNullable(ServerSettings.class.getPackage().getImplementationVersion())
          .orElse("development");

  private static final Reference REFERENCE = kernelReference();
  private static final Block PLUGINS =
      new Block("holdfast.plugins", PluginsConfig.class, REFERENCE);
  private static final Block SAFE_MODE =
      new Block("holdfast.safe-mode", SafeModeConfig.class, REFERENCE);
  private static final List<Block> KERNEL =
      List.of(
          PLUGINS,
          new Block("holdfast.web", WebConfig.class, REFERENCE),
          new Block("holdfast.security", SecurityConfig.class, REFERENCE),
          new Block("holdfast.data", DataConfig.class, REFERENCE),
          SAFE_MODE,
          new Block("holdfast.health", HealthConfig.class, REFERENCE),
          new Block("holdfast.supervision", SupervisionConfig.class, REFERENCE));

  private final Path base;
  private final List<Path> pluginDirectories;
  private Configuration configuration;
  private PluginDiscovery.Found found;

  private ServerSettings(
      Path base,
      List<Path> pluginDirectories,
      Configuration configuration,
      PluginDiscovery.Found found) {
    this.base = base;
    this.pluginDirectories = pluginDirectories;
    this.configuration = configuration;
    this.found = found;
  }

  /**
   * Finds the plugins, the shipped ones and those of the base directory, and binds every block, of
   * the kernel and of each plugin.
   *
   * @throws ConfigProblems with everything that is wrong
   */
  static ServerSettings read(
      Path home, Path base, Map<String, String> overrides, Map<String, String> environment)
      throws ConfigProblems {
    return gather(home, base, overrides, environment).check();
  }

  /**
   * Reads the sources and finds the plugins where they lie, before the ones are checked against the
   * others.
   *
   * @throws ConfigProblems the file cannot be read, or does not say where plugins are
   */
  static Parts gather(
      Path home, Path base, Map<String, String> overrides, Map<String, String> environment)
      throws ConfigProblems {
    ConfigurationSources sources = sources(base, overrides, environment);
    PluginReader reader =
        new PluginReader(
            ServerSettings.class.getClassLoader(), Staging.IN_PLACE, jarLimits(sources));
    return gather(home, base, sources, reader);
  }

  static Parts gather(Path home, Path base, ConfigurationSources sources, PluginReader reader)
      throws ConfigProblems {
    List<Path> directories = pluginDirectories(home, base, sources);
    return new Parts(base, sources, directories, discover(directories, reader));
  }

  static ConfigurationSources sources(
      Path base, Map<String, String> overrides, Map<String, String> environment)
      throws ConfigProblems {
    return ConfigurationSources.read(
        base.resolve("conf").resolve("holdfast.conf"), overrides, environment);
  }

  static PluginReader reader(Staging staging, SafeMode safeMode, JarLimits limits) {
    return new PluginReader(
        ServerSettings.class.getClassLoader(), staging, limits, safeMode::admits);
  }

  static JarLimits jarLimits(ConfigurationSources sources) throws ConfigProblems {
    return sources.early(PLUGINS.path(), PluginsConfig.class, REFERENCE).jar();
  }

  static List<Path> pluginDirectories(Path home, Path base, ConfigurationSources sources)
      throws ConfigProblems {
    return directories(home, base, sources.early(PLUGINS.path(), PluginsConfig.class, REFERENCE));
  }

  static SafeModeConfig safeMode(ConfigurationSources sources) throws ConfigProblems {
    return sources.early(SAFE_MODE.path(), SafeModeConfig.class, REFERENCE);
  }

  static DataConfig data(ConfigurationSources sources) throws ConfigProblems {
    return sources.early("holdfast.data", DataConfig.class, REFERENCE);
  }

  static Path dataDirectory(Path base, ConfigurationSources sources) throws ConfigProblems {
    return base.resolve(data(sources).dir()).normalize();
  }

  /** Binds and checks the block of one plugin, whatever is wrong elsewhere. */
  static Record bind(ConfigurationSources sources, PluginDescriptor plugin) throws ConfigProblems {
    return SettingsCheck.one(sources.alone(block(plugin)), plugin);
  }

  /** What settings are made of; parts of it may be sound when the whole is not. */
  record Parts(
      Path base,
      ConfigurationSources sources,
      List<Path> pluginDirectories,
      PluginDiscovery.Found found) {

    /**
     * Binds and checks every block. A plugin whose own defaults are wrong, or that lacks a setting,
     * is refused, and costs only itself.
     *
     * @throws ConfigProblems with everything that is wrong
     */
    ServerSettings check() throws ConfigProblems {
      PluginDiscovery.Found usable = found;
      while (true) {
        try {
          return check(usable);
        } catch (ConfigProblems e) {
          PluginDiscovery.Found fewer = usable.withoutThoseOf(e.problems(), sources::sets);
          if (fewer.plugins().size() == usable.plugins().size()) {
            throw e;
          }
          usable = fewer;
        }
      }
    }

    private ServerSettings check(PluginDiscovery.Found usable) throws ConfigProblems {
      List<Block> blocks = new ArrayList<>(KERNEL);
      usable.plugins().forEach(plugin -> blocks.add(block(plugin)));
      Set<String> tolerated = new HashSet<>(usable.refused().keySet());
      found.plugins().forEach(plugin -> tolerated.add(plugin.name()));
      if (leavesOut()) {
        // Nobody knows the settings of a plugin that is not even looked at.
        tolerated.addAll(sources.blocks());
      }
      Configuration bound = sources.check(blocks, tolerated);
      Configuration checked = SettingsCheck.all(bound, usable.plugins(), base.resolve("conf"));
      return new ServerSettings(base, pluginDirectories, checked, usable);
    }

    /** Of the kernel and of every plugin that was found. */
    List<Block> blocks() {
      List<Block> blocks = new ArrayList<>(KERNEL);
      found.plugins().forEach(plugin -> blocks.add(block(plugin)));
      return blocks;
    }

    /**
     * A configuration of one block.
     *
     * @throws ConfigProblems it has mistakes
     */
    Configuration alone(Block block) throws ConfigProblems {
      return sources.alone(block);
    }

    private boolean leavesOut() {
      return found.refused().values().stream().anyMatch(PluginProblems::isLeftOut);
    }

    /**
     * Binds one block of the kernel.
     *
     * @param name the last element of its path
     * @throws ConfigProblems it has mistakes
     */
    <R extends Record> R kernel(String name, Class<R> type) throws ConfigProblems {
      return sources.early("holdfast." + name, type, REFERENCE);
    }

    /**
     * Binds the block of one plugin.
     *
     * @throws ConfigProblems it has mistakes
     */
    Record plugin(PluginDescriptor plugin) throws ConfigProblems {
      return bind(sources, plugin);
    }

    Path dataDirectory() throws ConfigProblems {
      return ServerSettings.dataDirectory(base, sources);
    }
  }

  private static List<Path> directories(Path home, Path base, PluginsConfig plugins) {
    return Stream.of(home.resolve("plugins"), base.resolve(plugins.directory()))
        .map(Path::normalize)
        .distinct()
        .toList();
  }

  private static PluginDiscovery.Found discover(List<Path> directories, PluginReader reader) {
    try {
      return PluginDiscovery.in(directories, reader);
    } catch (IOException e) {
      throw new ProblemException(ServerProblems.PLUGINS_UNREADABLE.because(e.toString()), e);
    }
  }

  private static Reference kernelReference() {
    URL resource = ServerSettings.class.getResource("/reference.conf");
    try {
      return resource == null
          ? Reference.none("the kernel")
          : Reference.of("reference.conf of the kernel", resource);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernel's own defaults cannot be read", e);
    }
  }

  private static Block block(PluginDescriptor plugin) {
    return new Block(path(plugin), plugin.configuration(), plugin.reference());
  }

  private static String path(PluginDescriptor plugin) {
    return "holdfast." + plugin.name();
  }

  WebConfig web() {
    return configuration.get("holdfast.web", WebConfig.class);
  }

  SecurityConfig security() {
    return configuration.get("holdfast.security", SecurityConfig.class);
  }

  DataConfig data() {
    return configuration.get("holdfast.data", DataConfig.class);
  }

  HealthConfig health() {
    return configuration.get("holdfast.health", HealthConfig.class);
  }

  SupervisionConfig supervision() {
    return configuration.get("holdfast.supervision", SupervisionConfig.class);
  }

  /** The folders of the plugins that start in safe mode too. */
  List<String> ownPlugins() {
    SafeModeConfig config = configuration.get(SAFE_MODE.path(), SafeModeConfig.class);
    try {
      return config.with(PluginDiscovery.startingInSafeMode(pluginDirectories)).plugins();
    } catch (IOException e) {
      throw new UncheckedIOException("the plugin directories cannot be read", e);
    }
  }

  PluginsConfig plugins() {
    return configuration.get(PLUGINS.path(), PluginsConfig.class);
  }

  Path dataDirectory() {
    return base.resolve(data().dir()).normalize();
  }

  /** Where the launch script has the log files written. */
  Path logDirectory() {
    return logDirectory(base);
  }

  static Path logDirectory(Path base) {
    return Path.of(System.getProperty("holdfast.logs", base.resolve("logs").toString()));
  }

  /**
   * The plugins that can be started, each with its record. They are the caller's from now on: as
   * long as anything holds on to them, a plugin that was replaced cannot leave the heap.
   */
  Map<PluginDescriptor, Record> handOver() {
    Map<PluginDescriptor, Record> configured = new LinkedHashMap<>();
    Set<String> paths = new HashSet<>();
    for (PluginDescriptor plugin : found.plugins()) {
      paths.add(path(plugin));
      configured.put(plugin, configuration.get(path(plugin), plugin.configuration()));
    }
    configuration = configuration.without(paths);
    found = found.withoutPlugins();
    return configured;
  }

  /** The plugins that do not belong to the distribution: name to folder. */
  Map<String, String> strangers() {
    Map<String, String> strangers = new LinkedHashMap<>();
    List<String> own = ownPlugins();
    for (PluginEntry entry : found.entries()) {
      if (!own.contains(entry.folder())) {
        entry.plugins().forEach(plugin -> strangers.put(plugin.name(), entry.folder()));
      }
    }
    return strangers;
  }

  /** What lies in the plugin directories, as it was read. */
  List<PluginEntry> entries() {
    return found.entries();
  }

  List<Path> pluginDirectories() {
    return pluginDirectories;
  }

  /** The plugins that cannot, by the name of their folder. */
  Map<String, Problem> refused() {
    return found.refused();
  }

  /** Whether callers without a token may send and read: on loopback as long as no token is set. */
  boolean isOpenToAnonymous() {
    return security().allowAnonymous() || security().tokens().isEmpty();
  }

  /** The blocks that belong to no plugin, by their names. */
  Map<String, ConfigProblem> unclaimed() {
    return configuration.unclaimed();
  }

  /** Where holdfast.conf lies, and where relative paths in it begin. */
  Path confDirectory() {
    return base.resolve("conf");
  }

  /** What is not wrong, but odd. */
  List<ConfigProblem> warnings() {
    return configuration.warnings();
  }

  /** Every value that is in force, with its origin; secrets are masked. */
  String printed() {
    return configuration.printed();
  }
}

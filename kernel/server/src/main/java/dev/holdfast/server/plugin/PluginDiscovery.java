package dev.holdfast.server.plugin;

import dev.holdfast.server.config.Reference;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Finds plugins: every folder of the plugin directory and every loose jar is one class loader, in
 * the order of their names. Whatever is wrong with one costs only that one, and is reported with
 * its name.
 */
public final class PluginDiscovery {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** How many providers one jar may name: a broken class may make the iteration stand still. */
  private static final int MOST_PROVIDERS = 100;

  /**
   * What was found.
   *
   * @param plugins in the order of their folders
   * @param refused by the name of the folder or jar, with the reason
   */
  public record Found(List<PluginDescriptor> plugins, Map<String, Problem> refused) {}

  private final ClassLoader server;
  private final List<PluginDescriptor> plugins = new ArrayList<>();
  private final TreeMap<String, Problem> refused = new TreeMap<>();

  private PluginDiscovery(ClassLoader server) {
    this.server = server;
  }

  /**
   * Looks through directories; a missing one holds no plugins.
   *
   * @param server the loader that the shared packages come from
   */
  public static Found in(List<Path> directories, ClassLoader server) throws IOException {
    PluginDiscovery discovery = new PluginDiscovery(server);
    for (Path directory : directories) {
      for (Path entry : entries(directory)) {
        discovery.examine(entry);
      }
    }
    return new Found(
        List.copyOf(discovery.plugins), Collections.unmodifiableMap(discovery.refused));
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> Files.isDirectory(entry) || isJar(entry))
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    }
  }

  private static boolean isJar(Path path) {
    return path.getFileName().toString().endsWith(".jar");
  }

  private void examine(Path entry) {
    String folder = entry.getFileName().toString().replaceFirst("\\.jar$", "");
    try {
      List<Path> jars = jars(entry);
      for (Path jar : jars) {
        check(jar);
      }
      if (jars.isEmpty() || !load(folder, jars, entry)) {
        refused.put(folder, PluginProblems.NO_PROVIDER.because(entry.toString()));
      }
    } catch (IOException e) {
      refused.put(folder, PluginProblems.UNREADABLE.because(entry + ": " + e.getMessage()));
    } catch (Throwable e) {
      // The boundary to foreign code: a provider that cannot be linked throws an Error.
      refused.put(folder, PluginProblems.BROKEN.because(entry + ": " + e));
    }
  }

  private static List<Path> jars(Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return List.of(entry);
    }
    try (Stream<Path> files = Files.list(entry)) {
      return files.filter(PluginDiscovery::isJar).sorted().toList();
    }
  }

  private static void check(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.size() == 0) {
        throw new IOException(jar.getFileName() + " is empty");
      }
    } catch (IOException e) {
      throw new IOException(jar.getFileName() + ": " + e.getMessage(), e);
    }
  }

  private boolean load(String folder, List<Path> jars, Path origin) throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    @SuppressWarnings("resource") // It lives as long as its plugins.
    PluginClassLoader loader = new PluginClassLoader(folder, urls, server);
    List<ServiceLoader.Provider<Plugin>> providers =
        ServiceLoader.load(Plugin.class, loader).stream().limit(MOST_PROVIDERS).toList();
    for (ServiceLoader.Provider<Plugin> provider : providers) {
      accept(folder, provider, loader, origin);
    }
    return !providers.isEmpty();
  }

  private void accept(
      String folder, ServiceLoader.Provider<Plugin> provider, PluginClassLoader loader, Path origin)
      throws IOException {
    Plugin plugin = provider.get();
    String name = plugin.name();
    if (!NAME.matcher(name).matches()) {
      refused.put(folder, PluginProblems.BAD_NAME.because("'" + name + "' in " + origin));
      return;
    }
    for (PluginDescriptor other : plugins) {
      if (other.name().equals(name)) {
        refused.put(
            folder,
            PluginProblems.DUPLICATE.because(
                name + " is in " + other.origin() + " and in " + origin));
        return;
      }
    }
    plugins.add(
        new PluginDescriptor(
            name,
            provider.type(),
            plugin.configuration(),
            loader,
            reference(folder, loader),
            origin.toString(),
            Fingerprint.of(origin)));
  }

  private static Reference reference(String folder, PluginClassLoader loader) throws IOException {
    URL resource = loader.findResource("reference.conf");
    String origin = "reference.conf of " + folder;
    return resource == null ? Reference.none(origin) : Reference.of(origin, resource);
  }
}

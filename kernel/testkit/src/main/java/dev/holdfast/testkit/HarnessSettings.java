package dev.holdfast.testkit;

import com.typesafe.config.ConfigFactory;
import dev.holdfast.config.Block;
import dev.holdfast.config.ConfigProblems;
import dev.holdfast.config.ConfigurationSources;
import dev.holdfast.config.Reference;
import dev.holdfast.spi.Plugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Binds the settings of a test as the server binds {@code conf/holdfast.conf}. */
final class HarnessSettings {
  private HarnessSettings() {}

  /**
   * The block of a plugin, over the defaults of its {@code reference.conf}. What is set in the
   * blocks of others is passed over.
   *
   * @throws IllegalArgumentException the server would refuse them; the message is the server's
   */
  static Record bind(Plugin plugin, String hocon) {
    try {
      Block block = new Block(path(plugin), plugin.configuration(), reference(plugin));
      return read(hocon).check(List.of(block), Set.of()).get(block.path(), block.type());
    } catch (ConfigProblems e) {
      throw new IllegalArgumentException(e.printed(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String path(Plugin plugin) {
    return "holdfast." + plugin.name();
  }

  /** Looks through every {@code reference.conf} on the class path: each library may bring one. */
  static Reference reference(Plugin plugin) throws IOException {
    String origin = "reference.conf of " + plugin.name();
    Reference found = Reference.none(origin);
    ClassLoader loader = plugin.getClass().getClassLoader();
    for (URL file : Collections.list(loader.getResources("reference.conf"))) {
      if (ConfigFactory.parseURL(file).hasPathOrNull(path(plugin))) {
        found = Reference.of(origin, file);
      }
    }
    return found;
  }

  private static ConfigurationSources read(String hocon) throws ConfigProblems, IOException {
    Path folder = Files.createTempDirectory("holdfast-settings-");
    Path file = folder.resolve("holdfast.conf");
    try {
      Files.writeString(file, hocon);
      return ConfigurationSources.read(file, Map.of(), Map.of());
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}

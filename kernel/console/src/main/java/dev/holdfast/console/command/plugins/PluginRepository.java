package dev.holdfast.console.command.plugins;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of the distribution that plugins are compiled against, laid out as a Maven repository,
 * so that nothing has to be published for it.
 *
 * @param address for a pom
 * @param version of the contract and of the testkit
 */
record PluginRepository(URI address, String version) {

  static PluginRepository of(Path home) {
    Path root = home.resolve("share").resolve("repository");
    Path spi = root.resolve("dev").resolve("holdfast").resolve("spi");
    try (Stream<Path> folders = Files.list(spi)) {
      List<String> versions = folders.map(folder -> folder.getFileName().toString()).toList();
      if (versions.size() == 1) {
        return new PluginRepository(root.toUri(), versions.getFirst());
      }
      throw Failures.noPluginRepository(spi + " holds " + versions.size() + " versions");
    } catch (IOException e) {
      throw Failures.noPluginRepository(spi + " cannot be read");
    }
  }
}

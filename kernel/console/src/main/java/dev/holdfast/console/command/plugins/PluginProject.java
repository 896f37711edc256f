package dev.holdfast.console.command.plugins;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.spi.support.PluginName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/**
 * A Maven project for a plugin.
 *
 * @param files their text by their place in the project
 */
record PluginProject(Map<String, String> files) {
  /**
   * Fills the templates.
   *
   * @param packageName null for one made of the name
   * @throws Failure a name cannot be used
   */
  static PluginProject of(String name, @Nullable String packageName, PluginRepository repository) {
    if (!PluginName.isWellFormed(name) || name.endsWith("-")) {
      throw Failures.badValue("NAME", name, "[a-z][a-z0-9-]*, at most 40, no hyphen at the end");
    }
    if (PluginName.isReserved(name)) {
      throw Failures.badValue("NAME", name, "another, this one is the server's own");
    }
    String inPackage = packageName == null ? "dev.example." + joined(name) : packageName;
    if (!SourceVersion.isName(inPackage, SourceVersion.latest())) {
      throw Failures.badValue("--package", inPackage, "one that Java allows: dev.example.weather");
    }
    String type = capitals(name) + "Plugin";
    Map<String, String> words =
        Map.of(
            "name",
            name,
            "meter",
            name.replaceAll("-+", "_"),
            "package",
            inPackage,
            "type",
            type,
            "version",
            repository.version(),
            "repository",
            repository.address().toString());
    String folder = inPackage.replace('.', '/') + "/";
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", filled("pom.xml", words));
    files.put("README.md", filled("README.md", words));
    files.put(".gitignore", "target/\n");
    files.put("src/main/java/" + folder + type + ".java", filled("Plugin.java", words));
    files.put("src/main/resources/reference.conf", filled("reference.conf", words));
    files.put(
        "src/main/resources/META-INF/services/dev.holdfast.spi.Plugin",
        inPackage + "." + type + "\n");
    files.put("src/test/java/" + folder + type + "Test.java", filled("PluginTest.java", words));
    return new PluginProject(files);
  }

  /**
   * Writes everything into a new directory.
   *
   * @throws Failure it exists, or cannot be written
   */
  void write(Path directory) {
    try {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      // Fails when somebody else is there first: nothing of theirs is ever overwritten.
      Files.createDirectory(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path target = directory.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.writeString(target, file.getValue());
      }
    } catch (FileAlreadyExistsException e) {
      throw Failures.notWritten(directory, "it exists");
    } catch (IOException e) {
      throw Failures.notWritten(directory, e.toString());
    }
  }

  private static String joined(String name) {
    return name.replace("-", "");
  }

  private static String capitals(String name) {
    return Stream.of(name.split("-"))
        .filter(word -> !word.isEmpty())
        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
        .collect(Collectors.joining());
  }

  private static String filled(String template, Map<String, String> words) {
    String text = read(template + ".template");
    for (Map.Entry<String, String> word : words.entrySet()) {
      text = text.replace("@" + word.getKey() + "@", word.getValue());
    }
    return text;
  }

  private static String read(String resource) {
    try (InputStream in = PluginProject.class.getResourceAsStream("plugin/" + resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing in the jar of the command line");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.holdfast.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The plugins of the distribution, as plugins/pom.xml lists them: nothing else does. */
final class ShippedPlugins {
  private static final Path LIST = Path.of("../plugins/pom.xml");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>.*?<artifactId>([^<]+)</artifactId>");

  private ShippedPlugins() {}

  /** Their folders. */
  static List<String> folders() {
    return named(MODULE);
  }

  /** Those that are built before the distribution. */
  static List<String> dependencies() {
    return named(DEPENDENCY);
  }

  /** The last part of a plugin's package. */
  static String packageOf(String folder) {
    return folder.replace("-", "");
  }

  private static List<String> named(Pattern element) {
    try {
      return element.matcher(Files.readString(LIST)).results().map(name -> name.group(1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

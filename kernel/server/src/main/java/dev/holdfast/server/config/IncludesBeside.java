package dev.holdfast.server.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code include "x.conf"} beside the file that says so. The parser cannot, because it gets
 * the first file as a text; it would look on the class path.
 */
final class IncludesBeside implements ConfigIncluder {
  private final Path directory;
  private final @Nullable ConfigIncluder fallback;

  private IncludesBeside(Path directory, @Nullable ConfigIncluder fallback) {
    this.directory = directory;
    this.fallback = fallback;
  }

  static ConfigIncluder directory(Path directory) {
    return new IncludesBeside(directory, null);
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder other) {
    return new IncludesBeside(directory, fallback == null ? other : fallback);
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    if (fallback != null && what.contains("://")) {
      return fallback.include(context, what);
    }
    Path file = directory.resolve(what);
    Path parent = file.getParent();
    ConfigIncluder nested = directory(parent == null ? directory : parent);
    return ConfigFactory.parseFileAnySyntax(
            file.toFile(), context.parseOptions().setIncluder(nested))
        .root();
  }
}

package dev.holdfast.server.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code include "x.conf"} beside the file, which the parser cannot do by itself because it
 * gets the file as a text.
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
    return new IncludesBeside(
        directory,
        fallback == null || fallback.equals(other) ? other : fallback.withFallback(other));
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    ConfigParseable nested = context.relativeTo(what);
    boolean url = what.contains("://");
    if (fallback != null && (nested != null || url)) {
      return fallback.include(context, what);
    }
    return ConfigFactory.parseFileAnySyntax(
            directory.resolve(what).toFile(), context.parseOptions().setOriginDescription(null))
        .root();
  }
}

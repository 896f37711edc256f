package dev.holdfast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What people set, not what plugins bring: the file, above it the environment, above it the command
 * line. It also knows the place of each setting, which is lost when it is merged with the defaults.
 */
final class UserSettings {
  private final String fileName;
  private final Config file;
  private final Config all;

  private UserSettings(String fileName, Config file, Config all) {
    this.fileName = fileName;
    this.file = file;
    this.all = all;
  }

  static UserSettings of(
      String fileName,
      Config file,
      Map<String, String> environment,
      Map<String, String> overrides,
      CollectedProblems collected) {
    Config all = file;
    for (var variable : environment.entrySet()) {
      var path = EnvironmentNames.path(variable.getKey());
      if (path.isPresent()) {
        ConfigValue value = environmentValue(variable.getKey(), variable.getValue());
        all = value.atPath(path.get()).withFallback(all);
      }
    }
    for (var override : overrides.entrySet()) {
      all = override(override.getKey(), override.getValue(), collected).withFallback(all);
    }
    return new UserSettings(fileName, file, all);
  }

  static ConfigValue environmentValue(String variable, String value) {
    return ConfigValueFactory.fromAnyRef(value, Origin.ENVIRONMENT + variable);
  }

  private static Config override(String key, String value, CollectedProblems collected) {
    try {
      return overrideValue(value).atPath(Block.ROOT + "." + key);
    } catch (ConfigException e) {
      collected.problem(
          Block.ROOT + "." + key,
          "cannot be read",
          new Origin(Origin.COMMAND_LINE, 0),
          "Write --set key=value; a value that begins with [, { or \" must be valid HOCON.");
      return ConfigFactory.empty();
    }
  }

  /**
   * Only what looks like a list, an object or a quoted text is HOCON: in anything else the
   * characters of a URL or a password ({@code : # //}) would be errors or, worse, begin a comment.
   */
  private static ConfigValue overrideValue(String value) {
    if (value.startsWith("[") || value.startsWith("{") || value.startsWith("\"")) {
      ConfigObject parsed =
          ConfigFactory.parseString("value = " + value, options(Origin.COMMAND_LINE)).root();
      ConfigValue only = parsed.get("value");
      if (only != null && parsed.size() == 1) {
        return only;
      }
      throw new ConfigException.BadValue("value", "more than one value");
    }
    return ConfigValueFactory.fromAnyRef(value, Origin.COMMAND_LINE);
  }

  static ConfigParseOptions options(String origin) {
    return ConfigParseOptions.defaults()
        .setSyntax(ConfigSyntax.CONF)
        .setOriginDescription(origin)
        .setAllowMissing(false);
  }

  Config all() {
    return all;
  }

  boolean sets(String path) {
    return !Tree.isNull(Tree.found(all.root(), path));
  }

  /** Whether a value comes from people: a default may take it from a variable. */
  boolean isSet(ConfigValue value) {
    return Origin.of(value.origin()).fromEnvironment();
  }

  /** Where this value comes from, as exact as can be said. */
  Origin origin(String path, ConfigValue value) {
    Origin own = Origin.of(value.origin());
    if (own.exact()) {
      return own;
    }
    ConfigValue set = Tree.found(all.root(), path);
    return set == null ? own : first(set);
  }

  /** Where a value that is missing would be expected. */
  Origin parent(String path) {
    ConfigValue parent = Tree.find(file.root(), path);
    return parent == null ? new Origin(fileName, 0) : first(parent);
  }

  /** The first setting that people made inside of a block, or else the first default. */
  Origin inside(String path, @Nullable ConfigValue merged) {
    ConfigValue set = Tree.found(all.root(), path);
    ConfigValue best = set == null ? merged : set;
    return best == null ? new Origin(fileName, 0) : first(best);
  }

  private static Origin first(ConfigValue value) {
    Origin own = Origin.of(value.origin());
    return own.line() > 0
        ? own
        : Tree.leaves(value).stream()
            .map(leaf -> Origin.of(leaf.origin()))
            .filter(Origin::exact)
            .min(Comparator.naturalOrder())
            .orElse(own);
  }
}

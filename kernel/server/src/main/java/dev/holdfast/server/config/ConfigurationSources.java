package dev.holdfast.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration comes from. The later of these wins:
 *
 * <ol>
 *   <li>the {@code reference.conf} of each block's owner,
 *   <li>{@code conf/holdfast.conf}, with HOCON's includes and {@code ${?VARIABLE}},
 *   <li>environment variables {@code HOLDFAST__…}: {@code HOLDFAST__JOURNAL__SEGMENT_SIZE} is
 *       {@code holdfast.journal.segment-size}; two underscores divide, one is a dash, all in lower
 *       case,
 *   <li>{@code --set key=value}, without the leading {@code holdfast.}
 * </ol>
 *
 * @param file may be missing
 * @param overrides of the command line
 * @param environment of the process
 */
public record ConfigurationSources(
    Path file, Map<String, String> overrides, Map<String, String> environment) {
  private static final String ROOT = "holdfast.";
  private static final String VARIABLE = "HOLDFAST__";

  /**
   * Binds all blocks.
   *
   * @param tolerated first path elements below {@code holdfast} that nobody here owns and that are
   *     right all the same: blocks of plugins that could not be loaded
   * @throws ConfigProblems with everything that is wrong
   */
  public Configuration check(List<Block> blocks, Set<String> tolerated) throws ConfigProblems {
    List<ConfigProblem> problems = new ArrayList<>();
    Config config = layers(blocks, problems);
    if (config == null) {
      throw new ConfigProblems(problems);
    }
    Binder binder = new Binder(config, problems);
    blocks.forEach(binder::bind);
    new UnknownKeys(blocks, tolerated, problems).find(config);
    if (!problems.isEmpty()) {
      throw new ConfigProblems(problems);
    }
    return new Configuration(binder.bound(), config, blocks);
  }

  /**
   * Binds some blocks before the owners of the others are known.
   *
   * @throws ConfigProblems something is wrong with these
   */
  public Configuration early(List<Block> blocks) throws ConfigProblems {
    List<ConfigProblem> problems = new ArrayList<>();
    Config config = layers(blocks, problems);
    if (config != null) {
      Binder binder = new Binder(config, problems);
      blocks.forEach(binder::bind);
      if (problems.isEmpty()) {
        return new Configuration(binder.bound(), config, blocks);
      }
    }
    throw new ConfigProblems(problems);
  }

  private @Nullable Config layers(List<Block> blocks, List<ConfigProblem> problems) {
    try {
      Config config = overrides(problems).withFallback(variables(problems));
      ConfigParseOptions options =
          ConfigParseOptions.defaults().setOriginDescription(file.getFileName().toString());
      config = config.withFallback(ConfigFactory.parseFile(file.toFile(), options));
      for (Block block : blocks) {
        if (block.reference().isPresent()) {
          config = config.withFallback(ConfigFactory.parseURL(block.reference().get()));
        }
      }
      // Below everything else, so that ${NAME} finds the variable; its keys are names, not paths.
      Config variables = ConfigValueFactory.fromMap(environment, "the environment").toConfig();
      return config
          .withFallback(variables)
          .resolve(ConfigResolveOptions.defaults().setUseSystemEnvironment(false));
    } catch (ConfigException.UnresolvedSubstitution e) {
      problems.add(
          problem(
              e,
              "a ${VARIABLE} has no value",
              "Set it, or write ${?VARIABLE} where it may be absent"));
      return null;
    } catch (ConfigException e) {
      problems.add(problem(e, "cannot be read", ""));
      return null;
    }
  }

  private static ConfigProblem problem(ConfigException e, String what, String remedy) {
    String origin = e.origin() == null ? "the configuration" : Origins.of(e.origin());
    return new ConfigProblem("", what + ": " + String.valueOf(e.getMessage()), origin, remedy);
  }

  private Config overrides(List<ConfigProblem> problems) {
    Config config = ConfigFactory.empty();
    for (var override : overrides.entrySet()) {
      String key = override.getKey();
      String path = key.startsWith(ROOT) ? key : ROOT + key;
      config = put(config, path, override.getValue(), "--set " + key, problems);
    }
    return config;
  }

  private Config variables(List<ConfigProblem> problems) {
    Config config = ConfigFactory.empty();
    for (var variable : environment.entrySet()) {
      String name = variable.getKey();
      if (name.startsWith(VARIABLE)) {
        config =
            put(config, path(name), variable.getValue(), "environment variable " + name, problems);
      }
    }
    return config;
  }

  /** The documented rule, in one place. */
  static String path(String variable) {
    return ROOT
        + variable
            .substring(VARIABLE.length())
            .toLowerCase(Locale.ROOT)
            .replace("__", ".")
            .replace('_', '-');
  }

  /** A value is HOCON where it is a list or an object, and the text itself otherwise. */
  private static Config put(
      Config config, String path, String value, String origin, List<ConfigProblem> problems) {
    try {
      String text = value.strip();
      boolean structured = text.startsWith("[") || text.startsWith("{");
      Config one =
          structured
              ? ConfigFactory.parseString(
                  path + " = " + text, ConfigParseOptions.defaults().setOriginDescription(origin))
              : ConfigValueFactory.fromAnyRef(value, origin).atPath(path);
      return one.withFallback(config);
    } catch (ConfigException e) {
      problems.add(new ConfigProblem(path, String.valueOf(e.getMessage()), origin, ""));
      return config;
    }
  }
}

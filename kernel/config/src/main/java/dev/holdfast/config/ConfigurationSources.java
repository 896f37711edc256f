package dev.holdfast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from. Each wins over those before it: the {@code reference.conf} of each
 * block, the file, the environment ({@code HOLDFAST__JOURNAL__SEGMENT_SIZE}), {@code --set}. They
 * are read once, so that all answers fit together.
 */
public final class ConfigurationSources {
  private final Path directory;
  private final Map<String, String> environment;
  private final UserSettings user;
  private final List<ConfigProblem> problems;

  private ConfigurationSources(
      Path directory,
      Map<String, String> environment,
      UserSettings user,
      List<ConfigProblem> problems) {
    this.directory = directory;
    this.environment = environment;
    this.user = user;
    this.problems = problems;
  }

  /**
   * Reads the sources.
   *
   * @param file {@code conf/holdfast.conf}; one that does not exist is empty
   * @param overrides from {@code --set key=value}, keys without the leading {@code holdfast.}, in
   *     order. A value that begins with {@code [}, <code>{</code> or a double quote is HOCON, any
   *     other one is taken as it is
   * @param environment of the process
   * @throws ConfigProblems the file cannot be read, or has a syntax error that hides the rest;
   *     other mistakes are kept for {@link #check}
   */
  public static ConfigurationSources read(
      Path file, Map<String, String> overrides, Map<String, String> environment)
      throws ConfigProblems {
    return guarded(() -> {
      CollectedProblems collected = new CollectedProblems();
      Config parsed = ConfigurationFile.read(file, collected);
      String name = String.valueOf(file.getFileName());
      Path parent = file.toAbsolutePath().getParent();
      UserSettings user = UserSettings.of(name, parsed, environment, overrides, collected);
      return new ConfigurationSources(
          parent == null ? file.toAbsolutePath() : parent,
          Map.copyOf(environment),
          user,
          collected.problems());
    });
  }

  /**
   * Binds one block before the others are known. Mistakes outside of it are left to {@link #check}.
   *
   * @param path {@code holdfast.<name>}
   * @throws ConfigProblems everything that is wrong in this block
   */
  public <R extends Record> R early(String path, Class<R> type, Reference reference)
      throws ConfigProblems {
    return alone(new Block(path, type, reference)).get(path, type);
  }

  /**
   * A configuration of one block, before the others are known.
   *
   * @throws ConfigProblems everything that is wrong in this block
   */
  public Configuration alone(Block block) throws ConfigProblems {
    return guarded(
        () -> bind(List.of(block), new CollectedProblems(), root -> {}, new HashSet<>()));
  }

  /** Whether somebody has set the value at this path, or the list that it is an element of. */
  public boolean sets(String path) {
    int element = path.indexOf('[');
    return user.sets(element < 0 ? path : path.substring(0, element));
  }

  /** The names of all blocks that somebody sets anything in, known or not. */
  public Set<String> blocks() {
    ConfigValue root = user.all().root().get(Block.ROOT);
    return root instanceof ConfigObject blocks && !Tree.unresolved(blocks)
        ? Set.copyOf(blocks.keySet())
        : Set.of();
  }

  /**
   * Binds all blocks.
   *
   * @param tolerated names of blocks whose plugins could not be loaded: nothing is said about them
   * @throws ConfigProblems everything that is wrong anywhere
   */
  public Configuration check(List<Block> blocks, Set<String> tolerated) throws ConfigProblems {
    return guarded(() -> {
      CollectedProblems collected = new CollectedProblems();
      collected.addAll(problems);
      UnknownKeys strangers = new UnknownKeys(blocks, tolerated, user, collected);
      Set<String> named = new HashSet<>();
      Configuration bound = bind(blocks, collected, strangers::report, named);
      CollectedProblems strays = new CollectedProblems();
      new StrayVariables(blocks, strays).report(environment, named);
      return bound.warning(strays.warnings());
    });
  }

  private Configuration bind(
      List<Block> blocks, CollectedProblems collected, Visitor visitor, Set<String> named)
      throws ConfigProblems {
    Set<String> broken = new HashSet<>();
    ConfigObject root = resolved(withDefaults(blocks, broken, collected), collected, named);
    visitor.visit(root);
    // Once to know the secrets, wherever they stand, and then to say what is wrong without them.
    CollectedProblems unheard = new CollectedProblems();
    Binder first = new Binder(unheard, user, new SecretFile(directory, unheard), KnownSecrets.NONE);
    blocks.forEach(block -> first.bind(block, Tree.find(root, block.path())));
    KnownSecrets secrets = new KnownSecrets(first.secrets().values());
    Binder binder = new Binder(collected, user, new SecretFile(directory, collected), secrets);
    Map<String, Record> records = new HashMap<>();
    Map<String, ConfigObject> effective = new HashMap<>();
    for (Block block : blocks) {
      ConfigValue value = Tree.find(root, block.path());
      if (!broken.contains(block.path()) && binder.bind(block, value) instanceof Record bound) {
        records.put(block.path(), bound);
        effective.put(
            block.path(),
            value instanceof ConfigObject object ? object : ConfigFactory.empty().root());
      }
    }
    collected.throwIfAny();
    return new Configuration(
        records, effective, binder.secrets().keySet(), secrets, user, collected.warnings());
  }

  private Config withDefaults(List<Block> blocks, Set<String> broken, CollectedProblems collected) {
    Config all = user.all();
    for (Block block : blocks) {
      Reference reference = block.reference();
      try {
        // What a plugin says about the blocks of others is not heard.
        all =
            all.withFallback(
                ConfigFactory.parseString(
                        reference.text(), UserSettings.options(reference.origin()))
                    .withOnlyPath(block.path()));
      } catch (ConfigException e) {
        broken.add(block.path());
        report(e, block.path(), "cannot be read", reference.origin(), collected);
      }
    }
    return all;
  }

  /** Substitutions that lead nowhere are left in place, for the binder to report each. */
  private ConfigObject resolved(Config merged, CollectedProblems collected, Set<String> named)
      throws ConfigProblems {
    ConfigResolveOptions options =
        ConfigResolveOptions.defaults()
            .setUseSystemEnvironment(false)
            .setAllowUnresolved(true)
            .appendResolver(new Variables(environment, named));
    try {
      return merged.resolve(options).root();
    } catch (ConfigException e) {
      // Else a cycle; without an order nothing can be said about the rest.
      boolean unlike = e instanceof ConfigException.WrongType;
      String what = unlike ? "puts unlike values together" : "has substitutions in a circle";
      report(e, "", what, "configuration", collected);
      collected.throwIfAny();
      throw e;
    }
  }

  private static void report(
      ConfigException e, String path, String what, String source, CollectedProblems collected) {
    ConfigOrigin at = e.origin();
    Origin origin = at == null ? new Origin(source, 0) : Origin.of(at);
    collected.problem(path, what + ": " + ConfigurationFile.reason(e), origin, "");
  }

  /**
   * The parser and the resolver are recursive, and a text may be nested a hundred thousand deep.
   */
  private static <T> T guarded(Step<T> step) throws ConfigProblems {
    try {
      return step.run();
    } catch (StackOverflowError e) {
      throw new ConfigProblems(
          List.of(
              new ConfigProblem(
                  "", "is nested too deeply", new Origin("configuration", 0), "Simplify it.")));
    }
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws ConfigProblems;
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(ConfigObject root);
  }

  /** Substitutions see the environment that was handed in, and nothing else. */
  private record Variables(Map<String, String> environment, Set<String> named)
      implements ConfigResolver {
    @Override
    public @Nullable ConfigValue lookup(String path) {
      named.add(path);
      String value = environment.get(path);
      return value == null ? null : UserSettings.environmentValue(path, value);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}

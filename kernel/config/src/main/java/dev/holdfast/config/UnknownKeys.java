package dev.holdfast.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.holdfast.config.value.Spelling;
import dev.holdfast.spi.support.PluginName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports what belongs to no block. */
final class UnknownKeys {
  private static final String UNCLAIMED = "belongs to no plugin of this server";

  private final List<String> known;
  private final Set<String> tolerated;
  private final UserSettings user;
  private final CollectedProblems collected;

  UnknownKeys(
      List<Block> blocks, Set<String> tolerated, UserSettings user, CollectedProblems collected) {
    this.known = blocks.stream().map(Block::name).sorted().toList();
    this.tolerated = tolerated;
    this.user = user;
    this.collected = collected;
  }

  void report(ConfigObject root) {
    for (var entry : root.entrySet()) {
      if (!entry.getKey().equals(Block.ROOT)) {
        outside(entry.getKey(), entry.getValue());
      } else if (entry.getValue() instanceof ConfigObject blocks && !Tree.unresolved(blocks)) {
        blocks.forEach(this::block);
      } else {
        collected.problem(
            Block.ROOT, "must be a block { ... }", origin(Block.ROOT, entry.getValue()), "");
      }
    }
  }

  private void outside(String key, ConfigValue value) {
    Optional<String> meant =
        known.contains(key)
            ? Optional.of(Block.ROOT + "." + key)
            : Spelling.nearest(key, List.of(Block.ROOT));
    collected.problem(
        key,
        "is unknown" + meant.map(word -> "; did you mean '" + word + "'?").orElse(""),
        origin(key, value),
        "All settings are inside of holdfast { ... }.");
  }

  private void block(String name, ConfigValue value) {
    if (known.contains(name) || tolerated.contains(name) || setsNothing(value)) {
      return;
    }
    Optional<String> meant = Spelling.nearest(name, known);
    String path = Tree.child(Block.ROOT, name);
    String all = "Known: " + String.join(", ", known) + ".";
    // A person who types --set is there to be told.
    boolean typed = origin(path, value).source().equals(Origin.COMMAND_LINE);
    if (meant.isPresent() || typed || !PluginName.isWellFormed(name)) {
      collected.problem(
          path,
          "is unknown" + meant.map(word -> "; did you mean '" + word + "'?").orElse(""),
          origin(path, value),
          "If it is a plugin's, put the plugin into the plugins folder. " + all);
      return;
    }
    // Whoever takes a plugin away for a while keeps its settings, and the server.
    collected.warning(
        path,
        UNCLAIMED,
        origin(path, value),
        "Put the plugin back into the plugins folder, or remove the block. " + all);
  }

  /** The name of the block that a warning calls unclaimed, if it does. */
  static Optional<String> unclaimed(ConfigProblem warning) {
    return warning.message().equals(UNCLAIMED)
        ? Optional.of(warning.path().substring(Block.ROOT.length() + 1))
        : Optional.empty();
  }

  /** A block of comments stays valid when its plugin is taken away. */
  private static boolean setsNothing(ConfigValue value) {
    return value instanceof ConfigObject object && !Tree.unresolved(object) && object.isEmpty();
  }

  private Origin origin(String path, ConfigValue value) {
    return user.origin(path, value);
  }
}

package dev.holdfast.server.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reports what belongs to no block. */
final class Strangers {
  private final List<String> known;
  private final Set<String> tolerated;
  private final UserSettings user;
  private final Findings findings;

  Strangers(List<Block> blocks, Set<String> tolerated, UserSettings user, Findings findings) {
    this.known = blocks.stream().map(Block::name).sorted().toList();
    this.tolerated = tolerated;
    this.user = user;
    this.findings = findings;
  }

  void report(ConfigObject root) {
    for (var entry : root.entrySet()) {
      if (!entry.getKey().equals(Block.ROOT)) {
        outside(entry.getKey(), entry.getValue());
      } else if (entry.getValue() instanceof ConfigObject blocks && !Tree.unresolved(blocks)) {
        blocks.forEach(this::block);
      } else {
        findings.problem(
            Block.ROOT, "must be a block { ... }", origin(Block.ROOT, entry.getValue()), "");
      }
    }
  }

  private void outside(String key, ConfigValue value) {
    Optional<String> meant =
        known.contains(key)
            ? Optional.of(Block.ROOT + "." + key)
            : Spelling.nearest(key, List.of(Block.ROOT));
    findings.problem(
        key,
        "is unknown" + meant.map(word -> "; did you mean '" + word + "'?").orElse(""),
        origin(key, value),
        "All settings are inside of holdfast { ... }.");
  }

  private void block(String name, ConfigValue value) {
    if (known.contains(name) || tolerated.contains(name) || setsNothing(value)) {
      return;
    }
    String meant =
        Spelling.nearest(name, known).map(word -> "; did you mean '" + word + "'?").orElse("");
    String path = Tree.child(Block.ROOT, name);
    findings.problem(
        path,
        "is unknown" + meant,
        origin(path, value),
        "If it is a plugin's, put the plugin into the plugins folder. Known: "
            + String.join(", ", known)
            + ".");
  }

  /** A block of comments stays valid when its plugin is taken away. */
  private static boolean setsNothing(ConfigValue value) {
    return value instanceof ConfigObject object && !Tree.unresolved(object) && object.isEmpty();
  }

  private Origin origin(String path, ConfigValue value) {
    return user.origin(path, value);
  }
}

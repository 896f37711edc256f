package dev.holdfast.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds keys that nobody reads: a mistyped key would otherwise be a default that nobody wanted. */
final class UnknownKeys {
  private static final String ROOT = "holdfast";

  private final List<Block> blocks;
  private final Set<String> tolerated;
  private final List<ConfigProblem> problems;

  UnknownKeys(List<Block> blocks, Set<String> tolerated, List<ConfigProblem> problems) {
    this.blocks = blocks;
    this.tolerated = tolerated;
    this.problems = problems;
  }

  void find(Config config) {
    if (!config.root().containsKey(ROOT)
        || !(config.root().get(ROOT) instanceof ConfigObject root)) {
      return;
    }
    Set<String> names = new TreeSet<>();
    blocks.forEach(block -> names.add(block.path().substring(ROOT.length() + 1)));
    root.forEach((name, value) -> {
      if (tolerated.contains(name)) {
        return;
      }
      if (!names.contains(name)) {
        report(ROOT + "." + name, name, value, names);
      }
    });
    for (Block block : blocks) {
      String name = block.path().substring(ROOT.length() + 1);
      if (root.get(name) instanceof ConfigObject object) {
        check(block.path(), object, block.type());
      }
    }
  }

  private void check(String path, ConfigObject object, Class<?> type) {
    Set<String> known = new TreeSet<>();
    Map<String, RecordComponent> components = Binder.components(type);
    components.forEach((key, component) -> {
      known.add(key);
      if (Binder.isSecret(component)) {
        known.add(key + Binder.FILE);
      }
    });
    object.forEach((key, value) -> {
      if (!known.contains(key)) {
        report(path + "." + key, key, value, known);
        return;
      }
      RecordComponent component = components.get(key);
      if (component == null) {
        return;
      }
      if (component.getType().isRecord()
          && value instanceof ConfigObject nested
          && !Binder.isScalar(component.getType())) {
        check(path + "." + key, nested, component.getType());
      } else if (value instanceof List<?> list) {
        checkList(path + "." + key, list, component);
      }
    });
  }

  private void checkList(String path, List<?> list, RecordComponent component) {
    Class<?> element = Binder.elementOf(component);
    if (element.isRecord() && !Binder.isScalar(element)) {
      for (Object item : list) {
        if (item instanceof ConfigObject object) {
          check(path, object, element);
        }
      }
    }
  }

  private void report(String path, String key, ConfigValue value, Set<String> known) {
    String remedy = nearest(key, known);
    problems.add(new ConfigProblem(path, "unknown key", Origins.of(value.origin()), remedy));
  }

  private static String nearest(String key, Set<String> known) {
    String best = "";
    int bestDistance = Math.max(2, key.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(key, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return best.isEmpty()
        ? "Known here: " + String.join(", ", new TreeSet<>(new HashSet<>(known)))
        : "Did you mean '" + best + "'?";
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

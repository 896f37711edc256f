package dev.holdfast.config;

import dev.holdfast.config.value.Scalars;
import dev.holdfast.config.value.Spelling;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Warns about variables of the environment that were probably meant as settings and are none: one
 * underline instead of two, dots, small letters, a slip of the pen. Nobody would miss what they
 * were to change.
 */
final class StrayVariables {
  private static final String PREFIX = "HOLDFAST";

  /** Those that the launch script and the command line read. */
  private static final Set<String> OTHERS =
      Set.of(
          "HOLDFAST_BASE",
          "HOLDFAST_HOME",
          "HOLDFAST_JAVA_HOME",
          "HOLDFAST_HEAP",
          "HOLDFAST_JAVA_OPTS",
          "HOLDFAST_CONSOLE_LEVEL",
          "HOLDFAST_TOKEN",
          "HOLDFAST_START_LIMIT",
          "HOLDFAST_HANG_LIMIT",
          "HOLDFAST_PROBE_INTERVAL",
          "HOLDFAST_PROBE_LIMIT",
          "HOLDFAST_BACKOFF_STEP",
          "HOLDFAST_BACKOFF_MAX",
          "HOLDFAST_STABLE_AFTER",
          "HOLDFAST_MAX_RESTARTS");

  /** Words this short are near to too many others. */
  private static final int LONG_ENOUGH = 8;

  /**
   * What people may have meant: the name without what they write differently, and as it should be.
   */
  private final Map<String, String> known = new TreeMap<>();

  private final CollectedProblems collected;

  StrayVariables(List<Block> blocks, CollectedProblems collected) {
    this.collected = collected;
    for (Block block : blocks) {
      keys(block.path(), block.type())
          .forEach(key -> known.put(plain(key), EnvironmentNames.variable(key)));
    }
    OTHERS.forEach(name -> known.put(plain(name), name));
  }

  /**
   * Looks at all of them.
   *
   * @param named those that the file or a default names with <code>${...}</code>
   */
  void report(Map<String, String> environment, Collection<String> named) {
    for (String variable : environment.keySet()) {
      if (OTHERS.contains(variable)
          || named.contains(variable)
          || EnvironmentNames.path(variable).isPresent()) {
        continue;
      }
      if (isAlike(variable)) {
        warn(variable, Optional.ofNullable(known.get(plain(variable))).or(() -> near(variable)));
      } else if (!environment.keySet().containsAll(named)) {
        named.stream()
            .filter(wanted -> !environment.containsKey(wanted))
            .filter(wanted -> wanted.length() >= LONG_ENOUGH)
            .filter(wanted -> Spelling.distance(variable, wanted) == 1)
            .findFirst()
            .ifPresent(wanted -> warn(variable, Optional.of(wanted)));
      }
    }
  }

  private Optional<String> near(String variable) {
    return Spelling.nearest(plain(variable), known.keySet()).map(known::get);
  }

  private static boolean isAlike(String variable) {
    String upper = variable.toUpperCase(Locale.ROOT);
    int separator = upper.indexOf("__");
    return upper.startsWith(PREFIX)
        || (separator > 0
            && separator < 12
            && Spelling.distance(upper.substring(0, separator), PREFIX) <= 2);
  }

  private void warn(String variable, Optional<String> meant) {
    collected.warning(
        "",
        "is not a setting" + meant.map(name -> "; did you mean " + name + "?").orElse(""),
        new Origin(Origin.ENVIRONMENT + variable, 0),
        "A setting is HOLDFAST__ and the path of its key with __ for each dot and _ for each dash.");
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
  }

  private static List<String> keys(String path, Class<?> type) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + "." + Records.key(component.getName());
      Class<?> inner = Binder.raw(component.getGenericType());
      if (inner == Optional.class) {
        inner = Binder.raw(Binder.argument(component.getGenericType(), 0));
      }
      if (inner.isRecord() && !Scalars.known(inner)) {
        keys.addAll(keys(key, inner));
      } else {
        keys.add(key);
      }
    }
    return keys;
  }
}

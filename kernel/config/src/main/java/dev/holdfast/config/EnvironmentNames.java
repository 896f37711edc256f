package dev.holdfast.config;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The one rule by which an environment variable names a key: the prefix {@code HOLDFAST__}, {@code
 * __} between the elements of the path, {@code _} for {@code -}, upper case for lower case. So
 * {@code HOLDFAST__JOURNAL__SEGMENT_SIZE} is {@code holdfast.journal.segment-size}.
 *
 * <p>The value is taken as it is, without quotes or escapes, because passwords contain every
 * character; only where a list is wanted it is read as one: {@code a@x, b@x}, cut at the commas, or
 * {@code ["a", "b"]} where an element has a comma of its own. A variable without the double
 * underline behind the prefix ({@code HOLDFAST_HOME}) is no setting; see {@link StrayVariables}.
 */
final class EnvironmentNames {
  private static final String PREFIX = "HOLDFAST__";
  private static final String SEPARATOR = "__";

  private EnvironmentNames() {}

  /** The path that a variable sets; empty for a variable that is no setting. */
  static Optional<String> path(String variable) {
    if (!variable.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String[] elements = variable.toLowerCase(Locale.ROOT).replace('.', '_').split(SEPARATOR, -1);
    return Optional.of(
        ConfigUtil.joinPath(List.of(elements).stream().map(e -> e.replace('_', '-')).toList()));
  }

  /** The variable that sets a path. */
  static String variable(String path) {
    return path.replace(".", SEPARATOR).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}

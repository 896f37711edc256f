package dev.holdfast.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Walks through values of which some may still hold a substitution that leads nowhere. */
final class Tree {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^?}][^}]*)}");

  private Tree() {}

  /** Typesafe's accessors throw on such a value, each in its own way. */
  static boolean unresolved(ConfigValue value) {
    try {
      value.valueType();
      if (value instanceof ConfigObject object) {
        var _ = object.isEmpty();
      } else if (value instanceof ConfigList list) {
        var _ = list.isEmpty();
      }
      return false;
    } catch (ConfigException.NotResolved e) {
      return true;
    }
  }

  /** The name inside the first substitution that is not optional. */
  static String variable(ConfigValue value) {
    Matcher found = SUBSTITUTION.matcher(value.render());
    return found.find() ? found.group(1) : "...";
  }

  static boolean isNull(@Nullable ConfigValue value) {
    return value == null || (!unresolved(value) && value.valueType() == ConfigValueType.NULL);
  }

  static String child(String path, String key) {
    return path + "." + ConfigUtil.joinPath(key);
  }

  static String lastKey(String path) {
    String plain = path.replaceFirst("\\[\\d+]$", "");
    return plain.substring(plain.lastIndexOf('.') + 1).replace("\"", "");
  }

  /** The value at a path that {@link #child} built; null when there is none, or it is in a list. */
  static @Nullable ConfigValue find(ConfigObject root, String path) {
    if (path.endsWith("]")) {
      return null;
    }
    ConfigValue value = root;
    for (String key : ConfigUtil.splitPath(path)) {
      if (!(value instanceof ConfigObject object) || unresolved(object)) {
        return null;
      }
      value = object.get(key);
    }
    return value;
  }

  /** As {@link #find}, for a path that somebody else has written. */
  static @Nullable ConfigValue found(ConfigObject root, String path) {
    try {
      return find(root, path);
    } catch (ConfigException e) {
      return null;
    }
  }

  /** The text of a scalar; numbers as they were written. */
  static String text(ConfigValue value) {
    return value.valueType() == ConfigValueType.NUMBER
        ? value.atKey("number").getString("number")
        : String.valueOf(value.unwrapped());
  }

  /** Every value below that is not an object. */
  static List<ConfigValue> leaves(ConfigValue value) {
    if (!(value instanceof ConfigObject object) || unresolved(object)) {
      return List.of(value);
    }
    List<ConfigValue> leaves = new ArrayList<>();
    object.values().forEach(child -> leaves.addAll(leaves(child)));
    return leaves;
  }
}

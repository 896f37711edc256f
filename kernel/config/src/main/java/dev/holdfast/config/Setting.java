package dev.holdfast.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.holdfast.config.value.Limits;
import dev.holdfast.config.value.Scalars;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of one setting, whatever its value is.
 *
 * @param path the whole key, {@code holdfast.journal.segment-size}
 * @param kind what belongs there, in words, with its range
 * @param defaultValue as HOCON; empty when there is none
 * @param comment of the {@code reference.conf}, a line each; empty when it says nothing
 */
public record Setting(String path, String kind, String defaultValue, List<String> comment) {

  /** Of a component of a record and what the reference says at its path. */
  static Setting of(
      String path,
      Type type,
      @Nullable Range range,
      @Nullable ConfigValue value,
      List<String> comment) {
    String limits = Limits.words(range);
    String kind = kind(type) + (limits.isEmpty() ? "" : ", " + limits);
    return new Setting(path, kind, value == null ? "" : rendered(value), comment);
  }

  /** The key as it stands inside of {@code holdfast { }}. */
  public String key() {
    return path.substring(Block.ROOT.length() + 1);
  }

  /** The variable of the environment that sets it. */
  public String variable() {
    return EnvironmentNames.variable(path);
  }

  private static String kind(Type type) {
    Class<?> raw = Binder.raw(type);
    if (raw == Optional.class) {
      return kind(Binder.argument(type, 0)) + ", may be absent";
    } else if (raw == List.class) {
      return "a list, each " + kind(Binder.argument(type, 0));
    } else if (raw == Map.class) {
      return "a block of names, each " + kind(Binder.argument(type, 1));
    } else if (raw == Secret.class) {
      return "a secret text; or its file, with the suffix " + SecretFile.SUFFIX;
    } else if (raw.isRecord() && !Scalars.known(raw)) {
      return "a block of " + String.join(", ", Records.keys(raw));
    }
    return Scalars.expected(raw);
  }

  /** Without quotes round a word that needs none. */
  private static String rendered(ConfigValue value) {
    if (Tree.unresolved(value)) {
      return "the value of the variable " + Tree.variable(value);
    } else if (value instanceof ConfigObject object) {
      List<String> members = new ArrayList<>();
      new TreeMap<>(object)
          .forEach((key, each) -> members.add(ConfigUtil.joinPath(key) + " = " + rendered(each)));
      return members.isEmpty() ? "{}" : "{ " + String.join(", ", members) + " }";
    } else if (value instanceof ConfigList list) {
      return list.stream().map(Setting::rendered).collect(Collectors.joining(", ", "[", "]"));
    }
    String text = Tree.text(value);
    boolean quoted = value.valueType() == ConfigValueType.STRING && !Configuration.isPlain(text);
    return quoted ? ConfigUtil.quoteString(text) : text;
  }
}

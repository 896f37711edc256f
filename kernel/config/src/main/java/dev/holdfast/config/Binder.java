package dev.holdfast.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.holdfast.config.value.InvalidValue;
import dev.holdfast.config.value.Limits;
import dev.holdfast.config.value.Scalars;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of Java types from configuration values. A method that returns null has reported
 * why; the work goes on with the next value, so that every mistake is found.
 */
final class Binder {
  private final CollectedProblems collected;
  private final UserSettings user;
  private final Records records;
  private final Map<String, String> secrets = new HashMap<>();

  private final KnownSecrets known;

  /** Binds; what it says of a value holds none of the secrets that are known already. */
  Binder(
      CollectedProblems collected, UserSettings user, SecretFile secretFile, KnownSecrets known) {
    this.known = known;
    this.collected = collected;
    this.user = user;
    this.records = new Records(this, collected, user, secretFile);
  }

  /** Each {@link Secret} that was found, by its path. */
  Map<String, String> secrets() {
    return secrets;
  }

  /** Binds a block; an absent one is an empty one. */
  @Nullable Object bind(Block block, @Nullable ConfigValue value) {
    ConfigValue present =
        value == null || Tree.isNull(value) ? ConfigFactory.empty().root() : value;
    return value(block.path(), block.type(), null, present);
  }

  @Nullable Object value(
      String path, Type type, @Nullable Range range, @Nullable ConfigValue value) {
    if (value != null && Tree.unresolved(value)) {
      String variable = Tree.variable(value);
      collected.problem(
          path,
          "refers to ${" + variable + "}, which is set nowhere",
          user.origin(path, value),
          "Set " + variable + ", or write ${?" + variable + "} to go without it.");
      return null;
    }
    boolean absent = Tree.isNull(value);
    if (raw(type) == Optional.class) {
      if (absent) {
        return Optional.empty();
      }
      Object inner = value(path, argument(type, 0), range, value);
      return inner == null ? null : Optional.of(inner);
    }
    if (value == null || absent) {
      collected.problem(
          path,
          "has no value",
          value == null
              ? user.parent(path.substring(0, path.lastIndexOf('.')))
              : user.origin(path, value),
          "Set it to " + article(type) + ", here or as " + EnvironmentNames.variable(path) + ".");
      return null;
    }
    return present(path, type, range, value);
  }

  private @Nullable Object present(
      String path, Type type, @Nullable Range range, ConfigValue value) {
    Class<?> raw = raw(type);
    if (Scalars.known(raw)) {
      return scalar(path, raw, range, value);
    } else if (raw == List.class) {
      return list(path, argument(type, 0), range, value);
    } else if (raw == Map.class && argument(type, 0) == String.class) {
      return value instanceof ConfigObject object
          ? map(path, argument(type, 1), range, object)
          : wrong(path, "must be a block { ... }", value);
    } else if (raw.isRecord()) {
      return value instanceof ConfigObject object
          ? records.bind(path, raw, object)
          : wrong(path, "must be a block { ... }", value);
    }
    collected.problem(
        path,
        "has the type " + type.getTypeName() + ", which cannot be configured",
        user.origin(path, value),
        "This is a mistake in the plugin; tell its author.");
    return null;
  }

  private @Nullable Object scalar(
      String path, Class<?> type, @Nullable Range range, ConfigValue value) {
    if (value instanceof ConfigObject || value instanceof ConfigList) {
      return wrong(path, "must be " + Scalars.expected(type), value);
    }
    String text = Tree.text(value);
    if (type == Secret.class) {
      secrets.put(path, text);
    }
    Origin origin = user.origin(path, value);
    if (origin.isOneText() && text.indexOf('\uFFFD') >= 0) {
      collected.problem(
          path,
          "holds a character that the process could not read from its environment",
          origin,
          "Start it in a UTF-8 locale (LC_ALL=C.UTF-8), or write the value into conf/holdfast.conf.");
      return null;
    }
    Object converted;
    try {
      converted = Scalars.convert(type, text);
    } catch (InvalidValue e) {
      String shown = shown(path, text);
      collected.problem(
          path, e.reason() + ", but is " + shown, user.origin(path, value), e.remedy());
      return null;
    }
    try {
      Limits.check(type, range, converted);
      return converted;
    } catch (InvalidValue e) {
      String shown = shown(path, text);
      collected.problem(
          path, e.reason() + ", but is " + shown, user.origin(path, value), e.remedy());
      return null;
    }
  }

  private @Nullable Object list(String path, Type type, @Nullable Range range, ConfigValue value) {
    ConfigList elements = asList(value, Scalars.known(raw(type)));
    if (elements == null) {
      return wrong(path, "must be a list [ ... ]", value);
    }
    List<Object> bound = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      Object element = value(path + "[" + i + "]", type, range, elements.get(i));
      if (element != null) {
        bound.add(element);
      }
    }
    return bound.size() == elements.size() ? List.copyOf(bound) : null;
  }

  /**
   * A variable of the environment and the command line have no other way to hold a list than as a
   * text: {@code a, b}. What begins with a bracket, a brace or a quote is HOCON.
   */
  private static @Nullable ConfigList asList(ConfigValue value, boolean ofTexts) {
    if (value instanceof ConfigList list) {
      return list;
    }
    Origin origin = Origin.of(value.origin());
    if (!origin.isOneText() || value.valueType() != ConfigValueType.STRING) {
      return null;
    }
    String text = Tree.text(value).strip();
    if (text.isEmpty() || "[{\"".indexOf(text.charAt(0)) < 0) {
      return ofTexts ? cut(text, origin) : null;
    }
    try {
      String hocon = "list = " + (text.startsWith("[") ? text : "[" + text + "]");
      ConfigObject parsed =
          ConfigFactory.parseString(hocon, UserSettings.options(origin.source())).root();
      return parsed.size() == 1 && parsed.get("list") instanceof ConfigList list ? list : null;
    } catch (ConfigException e) {
      return null;
    }
  }

  private static ConfigList cut(String text, Origin origin) {
    List<String> parts =
        Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty()).toList();
    return ConfigValueFactory.fromIterable(parts, origin.source());
  }

  private @Nullable Object map(String path, Type type, @Nullable Range range, ConfigObject object) {
    Map<String, Object> bound = new LinkedHashMap<>();
    for (String key : object.keySet().stream().sorted().toList()) {
      Object element = value(Tree.child(path, key), type, range, object.get(key));
      if (element != null) {
        bound.put(key, element);
      }
    }
    return bound.size() == object.size() ? Collections.unmodifiableMap(bound) : null;
  }

  /** Words of a plugin's record. */
  String masked(String text) {
    return SecretMask.ordinary(known.mask(text));
  }

  private String shown(String path, String text) {
    return SecretMask.quoted(Tree.lastKey(path), known.mask(text));
  }

  private @Nullable Object wrong(String path, String expected, ConfigValue value) {
    String is =
        value instanceof ConfigObject
            ? "a block"
            : value instanceof ConfigList ? "a list" : shown(path, Tree.text(value));
    collected.problem(path, expected + ", but is " + is, user.origin(path, value), "");
    return null;
  }

  private static String article(Type type) {
    Class<?> raw = raw(type);
    return raw == List.class
        ? "a list"
        : Scalars.known(raw) ? Scalars.expected(raw) : "a block { ... }";
  }

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> raw(generic.getRawType());
      default -> Object.class;
    };
  }

  static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }
}

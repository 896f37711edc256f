package dev.holdfast.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes records of blocks. What cannot be bound is noted, and the rest is bound all the same. */
final class Binder {
  /** {@code password-file = "/run/secrets/db"} instead of {@code password = "…"}. */
  static final String FILE = "-file";

  private final Config config;
  private final List<ConfigProblem> problems;
  private final Map<String, Record> bound = new HashMap<>();

  Binder(Config config, List<ConfigProblem> problems) {
    this.config = config;
    this.problems = problems;
  }

  Map<String, Record> bound() {
    return bound;
  }

  void bind(Block block) {
    ConfigValue value = config.hasPathOrNull(block.path()) ? config.getValue(block.path()) : null;
    if (value != null && !(value instanceof ConfigObject)) {
      note(block.path(), "must be a block { … }", value);
      return;
    }
    Record made = record(block.path(), (ConfigObject) value, block.type());
    if (made != null) {
      bound.put(block.path(), made);
    }
  }

  /** The components by the keys that they are written as. */
  static Map<String, RecordComponent> components(Class<?> type) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(key(component.getName()), component);
    }
    return components;
  }

  /** {@code segmentSize} is written {@code segment-size}. */
  static String key(String component) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < component.length(); i++) {
      char c = component.charAt(i);
      if (Character.isUpperCase(c)) {
        key.append('-').append(Character.toLowerCase(c));
      } else {
        key.append(c);
      }
    }
    return key.toString();
  }

  static boolean isSecret(RecordComponent component) {
    return component.getType() == Secret.class || elementOf(component) == Secret.class;
  }

  /** Records that are one value in a file. */
  static boolean isScalar(Class<?> type) {
    return type == Size.class || type == Secret.class;
  }

  /** What a list or an Optional holds; the type itself otherwise. */
  static Class<?> elementOf(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType generic
        && generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]
            instanceof Class<?> element) {
      return element;
    }
    return component.getType();
  }

  private <R> @Nullable R record(String path, @Nullable ConfigObject object, Class<R> type) {
    Map<String, RecordComponent> components = components(type);
    Object[] arguments = new Object[components.size()];
    Class<?>[] types = new Class<?>[components.size()];
    int before = problems.size();
    int i = 0;
    for (var entry : components.entrySet()) {
      types[i] = entry.getValue().getType();
      arguments[i] = component(path, entry.getKey(), object, entry.getValue());
      i++;
    }
    return problems.size() > before ? null : construct(path, object, type, types, arguments);
  }

  private <R> @Nullable R construct(
      String path,
      @Nullable ConfigObject object,
      Class<R> type,
      Class<?>[] types,
      Object[] arguments) {
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      note(path, String.valueOf(cause.getMessage()), object);
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type + " cannot be made of a configuration", e);
    }
  }

  private @Nullable Object component(
      String path, String key, @Nullable ConfigObject object, RecordComponent component) {
    String full = path + "." + key;
    ConfigValue value = object == null ? null : object.get(key);
    boolean optional = component.getType() == Optional.class;
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      ConfigValue file = object == null || !isSecret(component) ? null : object.get(key + FILE);
      if (file != null) {
        Secret secret = secretFile(full + FILE, file);
        return optional ? Optional.ofNullable(secret) : secret;
      }
      if (!optional) {
        note(full, "has no value and no default", object);
      }
      return Optional.empty();
    }
    if (optional) {
      return Optional.ofNullable(one(full, value, elementOf(component), component));
    }
    if (component.getType() == List.class) {
      return list(full, value, component);
    }
    return component.getType() == Map.class
        ? map(full, value)
        : one(full, value, component.getType(), component);
  }

  private @Nullable Object one(
      String path, ConfigValue value, Class<?> type, RecordComponent component) {
    if (type.isRecord() && !isScalar(type)) {
      if (value instanceof ConfigObject object) {
        return record(path, object, type);
      }
      note(path, "must be a block { … }", value);
      return null;
    }
    try {
      return Values.read(value, type, component.getAnnotation(dev.holdfast.spi.Range.class));
    } catch (IllegalArgumentException e) {
      note(path, String.valueOf(e.getMessage()), value);
      return null;
    }
  }

  private List<Object> list(String path, ConfigValue value, RecordComponent component) {
    List<Object> items = new ArrayList<>();
    if (!(value instanceof ConfigList list)) {
      note(path, "must be a list [ … ]", value);
      return items;
    }
    for (int i = 0; i < list.size(); i++) {
      Object item = one(path + "[" + i + "]", list.get(i), elementOf(component), component);
      if (item != null) {
        items.add(item);
      }
    }
    return List.copyOf(items);
  }

  private Map<String, String> map(String path, ConfigValue value) {
    Map<String, String> map = new LinkedHashMap<>();
    if (value instanceof ConfigObject object) {
      object.forEach((key, each) -> map.put(key, String.valueOf(each.unwrapped())));
    } else {
      note(path, "must be a block { … }", value);
    }
    return map;
  }

  private @Nullable Secret secretFile(String path, ConfigValue value) {
    try {
      return new Secret(Files.readString(Path.of(String.valueOf(value.unwrapped()))).strip());
    } catch (IOException e) {
      note(path, "the file cannot be read: " + e, value);
      return null;
    }
  }

  private void note(String path, String message, @Nullable ConfigValue where) {
    String origin = where == null ? "the configuration" : Origins.of(where.origin());
    problems.add(new ConfigProblem(path, message, origin, ""));
  }
}

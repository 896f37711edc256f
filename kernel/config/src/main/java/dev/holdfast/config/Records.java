package dev.holdfast.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.holdfast.config.value.Spelling;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes records: one key for each component, and no other keys. */
final class Records {
  private final Binder binder;
  private final CollectedProblems collected;
  private final UserSettings user;
  private final SecretFile secretFile;

  Records(Binder binder, CollectedProblems collected, UserSettings user, SecretFile secretFile) {
    this.binder = binder;
    this.collected = collected;
    this.user = user;
    this.secretFile = secretFile;
  }

  @Nullable Object bind(String path, Class<?> type, ConfigObject object) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = new ArrayList<>();
    @Nullable Object[] arguments = new Object[components.length];
    boolean whole = true;
    for (int i = 0; i < components.length; i++) {
      String key = key(components[i].getName());
      known.add(key);
      if (secret(components[i].getGenericType())) {
        known.add(key + SecretFile.SUFFIX);
      }
      arguments[i] = component(path, key, components[i], object);
      whole &= arguments[i] != null;
    }
    reportUnknown(path, known, object);
    return whole ? construct(path, type, arguments, object) : null;
  }

  /** The keys of a record, in its order. */
  static List<String> keys(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(component -> key(component.getName()))
        .toList();
  }

  /** {@code segmentSize} is {@code segment-size}. */
  static String key(String component) {
    return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private @Nullable Object component(
      String path, String key, RecordComponent component, ConfigObject object) {
    Range range = component.getAnnotation(Range.class);
    String at = Tree.child(path, key);
    ConfigValue value = object.get(key);
    if (secret(component.getGenericType())) {
      String fileAt = at + SecretFile.SUFFIX;
      ConfigValue file = object.get(key + SecretFile.SUFFIX);
      if (named(file) && file != null && chosen(at, fileAt, value, file)) {
        if (Tree.unresolved(file)) {
          return binder.value(fileAt, String.class, null, file);
        }
        value = secretFile.read(fileAt, Tree.text(file), user.origin(fileAt, file));
        if (value == null) {
          return null;
        }
      }
    }
    return binder.value(at, component.getGenericType(), range, value);
  }

  private static boolean secret(Type type) {
    return type == Secret.class
        || (Binder.raw(type) == Optional.class && Binder.argument(type, 0) == Secret.class);
  }

  private static boolean named(@Nullable ConfigValue file) {
    return file != null
        && !Tree.isNull(file)
        && (Tree.unresolved(file) || !Tree.text(file).isEmpty());
  }

  /** Whether the file is to be used: what people set wins over a default, and both is a mistake. */
  private boolean chosen(String at, String fileAt, @Nullable ConfigValue value, ConfigValue file) {
    boolean both = !Tree.isNull(value) && user.sets(at) == user.sets(fileAt);
    if (both) {
      collected.problem(
          at, "is set, and so is " + fileAt, user.origin(fileAt, file), "Keep one of the two.");
    }
    return both || Tree.isNull(value) || user.sets(fileAt);
  }

  private void reportUnknown(String path, List<String> known, ConfigObject object) {
    for (var entry : object.entrySet()) {
      if (!known.contains(entry.getKey())) {
        String meant =
            Spelling.nearest(entry.getKey(), known)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
        String at = Tree.child(path, entry.getKey());
        collected.problem(
            at,
            "is unknown" + meant,
            user.origin(at, entry.getValue()),
            known.isEmpty()
                ? path + " has no settings."
                : "Known in " + path + ": " + String.join(", ", known) + ".");
      }
    }
  }

  private @Nullable Object construct(
      String path, Class<?> type, @Nullable Object[] arguments, ConfigObject object) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      // A plugin's record need not be public.
      canonical.setAccessible(true);
      return canonical.newInstance(arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
      collected.problem(
          path, "is refused: " + binder.masked(message), user.inside(path, object), "");
    } catch (ReflectiveOperationException | RuntimeException e) {
      collected.problem(
          path,
          "cannot be bound to " + type.getName() + ": " + e,
          user.inside(path, object),
          "This is a mistake in the plugin; tell its author.");
    }
    return null;
  }
}

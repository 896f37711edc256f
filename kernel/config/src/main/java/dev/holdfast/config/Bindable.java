package dev.holdfast.config;

import dev.holdfast.config.value.Scalars;
import dev.holdfast.spi.PlainText;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a class that a plugin names as its configuration can be one. To be asked where the
 * plugin's code may fail: looking at a record loads the classes of its components.
 */
public final class Bindable {
  /** More records in one block are a mistake. */
  private static final int MOST_RECORDS = 200;

  private static final int MOST_COMPONENTS = 1_000;

  private Bindable() {}

  /**
   * Looks at a record and the records in it.
   *
   * @return why it cannot be bound; nothing when it can
   */
  public static Optional<String> fault(@Nullable Class<?> configuration) {
    if (configuration == null) {
      return Optional.of("configuration() answers null");
    }
    Deque<Class<?>> open = new ArrayDeque<>(List.of(configuration));
    Set<Class<?>> seen = new HashSet<>();
    int components = 0;
    while (!open.isEmpty()) {
      Class<?> type = open.pop();
      if (!type.isRecord()) {
        return Optional.of("configuration() answers " + name(type) + ", which is not a record");
      }
      if (!seen.add(type)) {
        continue;
      }
      RecordComponent[] parts = type.getRecordComponents();
      components += parts.length;
      if (seen.size() > MOST_RECORDS || components > MOST_COMPONENTS) {
        return Optional.of("its configuration has more than " + MOST_COMPONENTS + " settings");
      }
      for (RecordComponent part : parts) {
        Type inner = inner(part.getGenericType());
        if (Binder.raw(inner).isRecord() && !Scalars.known(Binder.raw(inner))) {
          open.push(Binder.raw(inner));
        } else if (!Scalars.known(Binder.raw(inner))) {
          return Optional.of(
              name(type)
                  + "."
                  + PlainText.clean(part.getName(), 100)
                  + " has the type "
                  + PlainText.of(inner, 200)
                  + ", which cannot be configured");
        }
      }
    }
    return Optional.empty();
  }

  /** What lies in lists, maps and optional values. */
  private static Type inner(Type type) {
    Type inner = type;
    for (int depth = 0; depth < 10; depth++) {
      Class<?> raw = Binder.raw(inner);
      if (raw == List.class || raw == Optional.class) {
        inner = Binder.argument(inner, 0);
      } else if (raw == Map.class && Binder.argument(inner, 0) == String.class) {
        inner = Binder.argument(inner, 1);
      } else {
        return inner;
      }
    }
    return inner;
  }

  private static String name(Class<?> type) {
    return PlainText.clean(type.getName(), 200);
  }
}

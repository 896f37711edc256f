package dev.holdfast.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Secret;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Compares a plugin's {@code reference.conf} with the record that it is bound to. */
final class ReferenceKeys {
  private final Class<? extends Record> type;
  private final ConfigObject block;
  private final List<String> mistakes = new ArrayList<>();

  private ReferenceKeys(Class<? extends Record> type, ConfigObject block) {
    this.type = type;
    this.block = block;
  }

  static ReferenceKeys of(Plugin plugin) throws IOException {
    String path = HarnessSettings.path(plugin);
    Config reference =
        ConfigFactory.parseString(HarnessSettings.reference(plugin).text())
            .resolve(ConfigResolveOptions.defaults().setAllowUnresolved(true));
    return new ReferenceKeys(
        plugin.configuration(),
        reference.hasPath(path) ? reference.getObject(path) : ConfigFactory.empty().root());
  }

  /** What is missing and what is too much, in words. */
  List<String> mistakes(Set<String> withoutDefault) {
    mistakes.clear();
    compare("", type, block, withoutDefault);
    return List.copyOf(mistakes);
  }

  private void compare(
      String prefix, Class<?> record, ConfigObject object, Set<String> withoutDefault) {
    Set<String> known = new HashSet<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      known.add(key);
      if (component.getGenericType().getTypeName().contains(Secret.class.getName())) {
        known.add(key + "-file");
      }
      boolean optional =
          component.getType() == Optional.class || withoutDefault.contains(prefix + key);
      if (component.getType().isRecord() && object.get(key) instanceof ConfigObject inner) {
        compare(prefix + key + ".", component.getType(), inner, withoutDefault);
      } else if (!optional && !object.containsKey(key)) {
        mistakes.add(prefix + key + " has no default");
      }
    }
    object.keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(key -> mistakes.add(prefix + key + " is no component of " + record.getName()));
  }
}

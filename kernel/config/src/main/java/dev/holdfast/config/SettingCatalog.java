package dev.holdfast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.holdfast.config.value.Scalars;
import dev.holdfast.config.value.Spelling;
import dev.holdfast.spi.Range;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of some blocks: its keys are those of the records, its words the comments of the
 * {@code reference.conf} files. A setting without a comment of its own stands below the one that
 * speaks of both, and takes its words.
 */
public final class SettingCatalog {
  private final Map<String, Setting> settings = new TreeMap<>();
  private final Map<String, List<String>> comments = new TreeMap<>();

  public SettingCatalog(List<Block> blocks) {
    for (Block block : blocks) {
      ConfigObject reference = reference(block);
      ConfigValue value = Tree.find(reference, block.path());
      comments.put(block.path(), comment(value));
      walk(block.path(), block.type(), reference);
    }
  }

  private static ConfigObject reference(Block block) {
    try {
      Config parsed =
          ConfigFactory.parseString(
              block.reference().text(), UserSettings.options(block.reference().origin()));
      return parsed
          .resolve(
              ConfigResolveOptions.defaults()
                  .setUseSystemEnvironment(false)
                  .setAllowUnresolved(true))
          .root();
    } catch (ConfigException e) {
      // Its plugin is refused for that; what its record says can still be told.
      return ConfigFactory.empty().root();
    }
  }

  private record Component(String path, RecordComponent component, Optional<ConfigValue> value) {
    int line() {
      return value.map(set -> set.origin().lineNumber()).orElse(Integer.MAX_VALUE);
    }
  }

  private void walk(String path, Class<?> type, ConfigObject reference) {
    List<Component> components = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String at = Tree.child(path, Records.key(component.getName()));
      components.add(new Component(at, component, Optional.ofNullable(Tree.find(reference, at))));
    }
    components.sort(Comparator.comparingInt(Component::line));
    List<String> last = List.of();
    for (Component each : components) {
      List<String> own = comment(each.value().orElse(null));
      Class<?> raw = each.component().getType();
      if (raw.isRecord() && !Scalars.known(raw)) {
        comments.put(each.path(), own);
        walk(each.path(), raw, reference);
        last = List.of();
        continue;
      }
      last = own.isEmpty() ? last : own;
      settings.put(
          each.path(),
          Setting.of(
              each.path(),
              each.component().getGenericType(),
              each.component().getAnnotation(Range.class),
              each.value().orElse(null),
              each.value().isEmpty() ? own : last));
    }
  }

  private static List<String> comment(@Nullable ConfigValue value) {
    return value == null
        ? List.of()
        : value.origin().comments().stream().map(String::strip).toList();
  }

  /** One setting. */
  public Optional<Setting> find(String path) {
    return Optional.ofNullable(settings.get(path));
  }

  /** All settings of a block or of a part of one, in the order of their keys. */
  public List<Setting> below(String path) {
    return settings.values().stream()
        .filter(setting -> setting.path().startsWith(path + "."))
        .toList();
  }

  /** What the {@code reference.conf} says of a block or of a part of one. */
  public List<String> comment(String path) {
    return comments.getOrDefault(path, List.of());
  }

  /** The path that was probably meant: one that ends like that, or is spelt nearly so. */
  public Optional<String> nearest(String path) {
    List<String> all = new ArrayList<>(settings.keySet());
    all.addAll(comments.keySet());
    String tail = path.substring(path.indexOf('.') + 1);
    List<String> ending = all.stream().filter(each -> each.endsWith("." + tail)).toList();
    return ending.size() == 1 ? Optional.of(ending.getFirst()) : Spelling.nearest(path, all);
  }
}

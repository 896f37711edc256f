package dev.holdfast.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The whole configuration, checked. */
public final class Configuration {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_ -]*");

  private final Map<String, Record> records;
  private final Map<String, ConfigObject> effective;
  private final Set<String> secretPaths;
  private final KnownSecrets secrets;
  private final UserSettings user;
  private final List<ConfigProblem> warnings;

  Configuration(
      Map<String, Record> records,
      Map<String, ConfigObject> effective,
      Set<String> secretPaths,
      KnownSecrets secrets,
      UserSettings user,
      List<ConfigProblem> warnings) {
    this.records = Map.copyOf(records);
    this.effective = new TreeMap<>(effective);
    this.secretPaths = Set.copyOf(secretPaths);
    this.secrets = secrets;
    this.user = user;
    this.warnings = warnings;
  }

  /**
   * One block.
   *
   * @param path {@code holdfast.<name>}
   * @throws IllegalArgumentException no such block was checked, or it has another type
   */
  public <R extends Record> R get(String path, Class<R> type) {
    Record block = records.get(path);
    if (!type.isInstance(block)) {
      throw new IllegalArgumentException("no block " + path + " of " + type.getName());
    }
    return type.cast(block);
  }

  /** The same without the records of some blocks, so that their classes can go. */
  public Configuration without(Set<String> paths) {
    Map<String, Record> rest = new HashMap<>(records);
    rest.keySet().removeAll(paths);
    return new Configuration(rest, effective, secretPaths, secrets, user, warnings);
  }

  /** The same with more that is odd. */
  public Configuration warning(List<ConfigProblem> more) {
    List<ConfigProblem> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new Configuration(records, effective, secretPaths, secrets, user, List.copyOf(all));
  }

  /** The blocks that belong to nobody, each with its warning, by the name of the block. */
  public Map<String, ConfigProblem> unclaimed() {
    Map<String, ConfigProblem> unclaimed = new TreeMap<>();
    for (ConfigProblem warning : warnings) {
      UnknownKeys.unclaimed(warning).ifPresent(name -> unclaimed.put(name, warning));
    }
    return unclaimed;
  }

  /** Where a value was set; of one that was not, where its default stands, or the block. */
  Origin origin(String path) {
    String plain = path.replaceFirst("\\[\\d+]$", "");
    ConfigValue value = effective(plain);
    if (value instanceof ConfigList list && !plain.equals(path)) {
      int index = Integer.parseInt(path.substring(plain.length() + 1, path.length() - 1));
      value = index < list.size() ? list.get(index) : value;
    }
    return value == null || (value instanceof ConfigObject object && object.isEmpty())
        ? user.inside(plain, value)
        : user.origin(plain, value);
  }

  boolean isSet(String path) {
    ConfigValue value = effective(path);
    return user.sets(path) || (value != null && user.isSet(value));
  }

  private @Nullable ConfigValue effective(String path) {
    for (var block : effective.entrySet()) {
      if (path.equals(block.getKey())) {
        return block.getValue();
      } else if (path.startsWith(block.getKey() + ".")) {
        return Tree.found(block.getValue(), path.substring(block.getKey().length() + 1));
      }
    }
    return null;
  }

  /** An advice: it may show what an address looks like, but no secret of this configuration. */
  String withoutSecrets(String text) {
    return secrets.mask(text);
  }

  /** A text of somebody else's that may repeat a secret of this configuration. */
  String masked(String text) {
    return SecretMask.ordinary(secrets.mask(text));
  }

  /** What works but should be changed, such as a file with a secret that everybody can read. */
  public List<ConfigProblem> warnings() {
    return warnings;
  }

  /**
   * Every setting in effect, a line each, {@code path = value # origin}. Secrets are masked: those
   * bound to a secret's type, those whose key sounds like one, and passwords in URLs.
   */
  public String printed() {
    StringBuilder out = new StringBuilder();
    effective.forEach((path, object) -> print(path, object, out));
    return out.toString();
  }

  /** Whether a text needs no quotes. */
  static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches();
  }

  /** A value that is in force, as {@link #printed} shows it. */
  public record InEffect(String value, Origin origin, boolean isSet) {}

  /** The value of one setting; empty when it has none. */
  public Optional<InEffect> inEffect(String path) {
    ConfigValue value = effective(path);
    return value == null || Tree.isNull(value)
        ? Optional.empty()
        : Optional.of(new InEffect(text(path, value), origin(path), isSet(path)));
  }

  private void print(String path, ConfigValue value, StringBuilder out) {
    if (value instanceof ConfigObject object && !object.isEmpty()) {
      new TreeMap<>(object).forEach((key, child) -> print(Tree.child(path, key), child, out));
    } else if (!Tree.isNull(value) && !effective.containsKey(path)) {
      out.append(path).append(" = ").append(text(path, value));
      out.append("  # ").append(user.origin(path, value)).append('\n');
    }
  }

  private String text(String path, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      return new TreeMap<>(object)
          .entrySet().stream()
              .map(e -> e.getKey() + " = " + text(Tree.child(path, e.getKey()), e.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof ConfigList list) {
      return IntStream.range(0, list.size())
          .mapToObj(i -> text(path + "[" + i + "]", list.get(i)))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    String text = Tree.text(value);
    boolean hidden =
        secret(path) || (Tree.lastKey(path).endsWith("url") && !SecretMask.isAddress(text));
    String safe = hidden ? SecretMask.secret(text) : masked(text);
    return value.valueType() != ConfigValueType.STRING || isPlain(safe)
        ? safe
        : ConfigUtil.quoteString(safe);
  }

  private boolean secret(String path) {
    return secretPaths.contains(path)
        || SecretMask.secretKey(Tree.lastKey(path))
        || inSecretMap(path);
  }

  /** In {@code tokens { alice = "..." }} it is the key above that says what it is. */
  private boolean inSecretMap(String path) {
    int dot = path.lastIndexOf('.');
    String above = path.substring(0, Math.max(0, dot));
    return !effective.containsKey(above)
        && !above.endsWith("]")
        && SecretMask.secretKey(Tree.lastKey(above));
  }
}

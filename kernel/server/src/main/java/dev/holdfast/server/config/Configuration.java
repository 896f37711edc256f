package dev.holdfast.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import dev.holdfast.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A configuration in which nothing is wrong. */
public final class Configuration {
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          ".*(password|passwd|token|secret|sha256|api-?key)\"?$", Pattern.CASE_INSENSITIVE);
  private static final Pattern URL_PASSWORD = Pattern.compile("(://[^:/@\\s]+:)[^@/\\s]+@");
  private static final Pattern PARAMETER_PASSWORD = Pattern.compile("(?i)(password=)[^&\\s\"]+");

  private final Map<String, Record> bound;
  private final Config config;
  private final List<Block> blocks;

  Configuration(Map<String, Record> bound, Config config, List<Block> blocks) {
    this.bound = Map.copyOf(bound);
    this.config = config;
    this.blocks = blocks;
  }

  /** The record of a block. */
  public <R extends Record> R get(String path, Class<R> type) {
    return type.cast(get(path));
  }

  /** The record of a block. */
  public Record get(String path) {
    Record found = bound.get(path);
    if (found == null) {
      throw new IllegalArgumentException("no block " + path);
    }
    return found;
  }

  /** Every value that is in force, with where it comes from; secrets are masked. */
  public String printed() {
    TreeMap<String, ConfigValue> values = new TreeMap<>();
    for (Block block : blocks) {
      if (config.hasPath(block.path())) {
        config
            .getConfig(block.path())
            .entrySet()
            .forEach(entry -> values.put(block.path() + "." + entry.getKey(), entry.getValue()));
      }
    }
    StringBuilder text = new StringBuilder();
    values.forEach((path, value) ->
        text.append(path)
            .append(" = ")
            .append(masked(path, value))
            .append("  # ")
            .append(Origins.of(value.origin()))
            .append('\n'));
    return text.toString();
  }

  private static String masked(String path, ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    if (SECRET_KEY.matcher(path).matches()) {
      return new Secret(String.valueOf(value.unwrapped())).toString();
    }
    String withoutUrl = URL_PASSWORD.matcher(text).replaceAll("$1***@");
    return PARAMETER_PASSWORD.matcher(withoutUrl).replaceAll("$1***");
  }
}

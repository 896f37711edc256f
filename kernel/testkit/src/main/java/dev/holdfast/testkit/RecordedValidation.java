package dev.holdfast.testkit;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Validation;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a plugin says of its settings, for a test to read.
 *
 * {@snippet :
 * assertThat(RecordedValidation.of(new ExamplePlugin(), new ExampleConfig("ftp://x")).refused())
 *     .containsOnlyKeys("url");
 * }
 */
public final class RecordedValidation implements Validation {
  private final Record config;
  private final Set<String> set;
  private final Map<String, Problem> refused = new LinkedHashMap<>();
  private final Map<String, Problem> warned = new LinkedHashMap<>();

  private RecordedValidation(Record config, Set<String> set) {
    this.config = config;
    this.set = set;
  }

  /**
   * Asks a plugin that is not started.
   *
   * @param set the keys that count as set by somebody
   * @throws Exception what the plugin threw; a {@link ProblemException} is a refusal of the block
   */
  public static RecordedValidation of(Plugin plugin, Record config, String... set)
      throws Exception {
    RecordedValidation validation = new RecordedValidation(config, Set.of(set));
    try {
      plugin.validate(validation);
    } catch (ProblemException e) {
      validation.refuse("", e.problem());
    }
    return validation;
  }

  /** The problems that no start can be made with, by key. */
  public Map<String, Problem> refused() {
    return refused;
  }

  /** The problems that a start can be made with, by key. */
  public Map<String, Problem> warned() {
    return warned;
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    return type.cast(config);
  }

  @Override
  public boolean isSet(String key) {
    return set.contains(key);
  }

  @Override
  public void refuse(String key, Problem problem) {
    refused.putIfAbsent(key, problem);
  }

  @Override
  public void warn(String key, Problem problem) {
    warned.putIfAbsent(key, problem);
  }

  /** There is no server that would know them. */
  @Override
  public void namesPlugins(String key, Collection<String> names) {}
}

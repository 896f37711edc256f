package dev.holdfast.spi;

import java.util.Collection;

/**
 * The settings that {@link Plugin#validate} checks, and the receiver of its objections. A setting
 * is named by its path inside the plugin's block, such as {@code routes.critical}, {@code to[1]} or
 * {@code presets."my own".max-size}; the kernel adds the file and the line, or the environment
 * variable. Secrets of the configuration are masked in the objections. For the calling thread.
 */
public interface Validation {

  /**
   * The plugin's block, bound to its record.
   *
   * @param type what {@link Plugin#configuration} returned
   */
  <C extends Record> C config(Class<C> type);

  /**
   * Whether somebody has set it; false when only the plugin's own default is there.
   *
   * @param key a path inside of the block
   */
  boolean isSet(String key);

  /**
   * No start can be made with it.
   *
   * @param key a path inside of the block; empty for the whole
   * @param problem what is wrong; {@link Problem#reason} and {@link Problem#remedy} are shown
   */
  void refuse(String key, Problem problem);

  /**
   * A start can be made, but it is probably not what was meant.
   *
   * @param key as for {@link #refuse}
   */
  void warn(String key, Problem problem);

  /**
   * The setting names plugins: those that the server does not have are warned about, with the name
   * that was probably meant. A default is not, for it may name plugins that others have.
   *
   * @param key as for {@link #refuse}
   */
  void namesPlugins(String key, Collection<String> names);

  /**
   * Runs what a start does with a setting; what it throws refuses the setting.
   *
   * @param key as for {@link #refuse}
   * @param use without side effects
   */
  default void check(String key, Runnable use) {
    try {
      use.run();
    } catch (ProblemException e) {
      refuse(key, e.problem());
    }
  }
}

package dev.holdfast.spi;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The questions that {@link Plugin#examine} can ask, and the receiver of its answers: the lines of
 * {@code holdfast doctor}.
 *
 * <p>An answer is shown as soon as it is given, so a plugin that hangs later keeps its earlier
 * lines. At most 200 answers are taken, and 4,000 characters of each text; more are counted and
 * left out. Answers after the time limit are dropped. Never put a secret into an answer: {@link
 * Secret#toString} is safe.
 *
 * <p>Safe for use by several threads.
 */
public interface Examination {

  /** Returns the plugin's own name. */
  String plugin();

  /**
   * The plugin's block of the configuration, checked.
   *
   * @param type what {@link Plugin#configuration} returned
   */
  <C extends Record> C config(Class<C> type);

  /** The plugin's directory, {@code <data.dir>/<plugin>}; it need not exist yet. */
  Path dataDirectory();

  /** The wall clock; never read the time elsewhere. */
  InstantSource clock();

  /** Whether a server uses the data directory at this moment, and writes to it. */
  boolean serverRuns();

  /**
   * Something is as it should be, or is good to know.
   *
   * @param subject what was looked at, one or two words: {@code login}, {@code free room}
   * @param text with the figures, one line
   */
  void ok(String subject, String text);

  /**
   * It works, but somebody should look.
   *
   * @param subject as for {@link #ok}
   */
  void warn(String subject, Problem problem);

  /**
   * It does not work as it is. One such answer makes the doctor end with exit code 69.
   *
   * @param subject as for {@link #ok}
   */
  void fail(String subject, Problem problem);
}

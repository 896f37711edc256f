package dev.holdfast.config;

import dev.holdfast.config.value.Spelling;
import dev.holdfast.spi.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the owners of blocks have against values that are of the right type, each with the place
 * where the value was set. Safe for several threads: foreign code is called on threads of its own.
 */
public final class Objections {
  private final Configuration configuration;
  private final CollectedProblems collected = new CollectedProblems();

  /** Against the values of this configuration. */
  public Objections(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * No start can be made with it.
   *
   * @param path the whole key, in a list {@code path[0]}; that of a block for all of it
   */
  public synchronized void refuse(String path, Problem problem) {
    collected.problem(
        path,
        "is refused: " + problem.code() + " " + masked(problem.reason()),
        configuration.origin(path),
        configuration.withoutSecrets(problem.remedy()));
  }

  /** As {@link #refuse}, for what a start can be made with. */
  public synchronized void warn(String path, Problem problem) {
    collected.warning(
        path,
        "is odd: " + problem.code() + " " + masked(problem.reason()),
        configuration.origin(path),
        configuration.withoutSecrets(problem.remedy()));
  }

  /** Whether somebody has set it; a default does not count. */
  public boolean isSet(String path) {
    return configuration.isSet(path);
  }

  /** The known word that was probably meant. */
  public static Optional<String> meant(String word, Collection<String> known) {
    return Spelling.nearest(word, known);
  }

  /** What a start can be made with. */
  public synchronized List<ConfigProblem> warnings() {
    return collected.warnings();
  }

  /**
   * Ends it.
   *
   * @throws ConfigProblems with everything that no start can be made with
   */
  public synchronized void throwIfAny() throws ConfigProblems {
    collected.throwIfAny();
  }

  private String masked(String text) {
    return configuration.masked(text);
  }
}

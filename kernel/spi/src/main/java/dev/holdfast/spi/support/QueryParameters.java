package dev.holdfast.spi.support;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.common.parameters.Parameters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What stands behind the question mark of a request. Whatever cannot be used is refused with one
 * problem, {@code HF-WEB-046}, that says which parameter it is and which values there are: a name
 * that is not known (misspelt, it would silently widen the answer), one that is given twice, and a
 * value out of its range. An empty value counts as none. Immutable; safe for several threads.
 */
public final class QueryParameters {
  private static final Problem UNUSABLE =
      new Problem(
          "HF-WEB-046",
          400,
          "A parameter of the request cannot be used",
          "",
          "Leave the parameter out, or give a value as the reason says");

  /** Of a value that is shown in a reason. */
  private static final int LONGEST_SHOWN = 40;

  private final Parameters given;

  private QueryParameters(Parameters given) {
    this.given = given;
  }

  /**
   * Takes the parameters of a request.
   *
   * @param known all names that the route understands
   * @throws ProblemException there is another, or one is given more than once
   */
  public static QueryParameters of(Parameters given, String... known) {
    List<String> names = List.of(known);
    for (String name : given.names()) {
      if (!names.contains(name)) {
        throw refused("there is no " + shown(name) + ", only " + String.join(", ", names));
      }
      if (given.all(name).size() > 1) {
        throw refused(name + " is given " + given.all(name).size() + " times");
      }
    }
    return new QueryParameters(given);
  }

  /** Its text as it was sent, decoded; the caller limits what it is used for. */
  public Optional<String> text(String name) {
    return given.first(name).filter(text -> !text.isEmpty());
  }

  /**
   * A whole number, such as a limit, a position, or a size in bytes.
   *
   * @param least the smallest that is taken
   * @param most the largest that is taken
   * @param otherwise what it is when it is not given
   * @throws ProblemException it is no number, or out of the range
   */
  public long number(String name, long least, long most, long otherwise) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refused(name + " is " + shown(text.get()) + ", not " + range(least, most));
    }
    throw refused(name + " is " + shown(text.get()) + ", not " + range(least, most));
  }

  /** The same for what fits an {@code int}. */
  public int number(String name, int least, int most, int otherwise) {
    return Math.toIntExact(number(name, (long) least, most, otherwise));
  }

  /**
   * A time in whole seconds, at least 1.
   *
   * @param longest the longest that is taken
   * @param otherwise what it is when it is not given
   * @throws ProblemException it is no number, or out of the range
   */
  public Duration seconds(String name, Duration longest, Duration otherwise) {
    return Duration.ofSeconds(number(name, 1, longest.toSeconds(), otherwise.toSeconds()));
  }

  /**
   * A switch: {@code true} or {@code false}.
   *
   * @param otherwise what it is when it is not given
   * @throws ProblemException it is another word
   */
  public boolean isTrue(String name, boolean otherwise) {
    return oneOf(name, List.of("true", "false"), Boolean.toString(otherwise)).equals("true");
  }

  /**
   * One of a few words.
   *
   * @param words that are taken
   * @param otherwise what it is when it is not given
   * @throws ProblemException it is another word
   */
  public String oneOf(String name, List<String> words, String otherwise) {
    String word = text(name).orElse(otherwise);
    if (!words.contains(word)) {
      throw refused(name + " is " + shown(word) + ", not " + String.join(" or ", words));
    }
    return word;
  }

  private static String range(long least, long most) {
    return most == Long.MAX_VALUE
        ? "a number of at least " + least
        : "a number from " + least + " to " + most;
  }

  /** A client's text goes into logs and terminals, so only what is harmless is repeated. */
  private static String shown(String text) {
    boolean harmless =
        text.length() <= LONGEST_SHOWN && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    return harmless ? "'" + text + "'" : "a text of " + text.length() + " characters";
  }

  private static ProblemException refused(String why) {
    return new ProblemException(UNUSABLE.because(why));
  }
}

package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The silences that are set, running or still to begin. Not safe for several threads. */
public final class Silences {
  private static final int LONGEST_TEXT = 200;

  private final int most;
  private final Duration longest;
  private final List<Silence> all = new ArrayList<>();

  public Silences(int most, Duration longest) {
    this.most = most;
    this.longest = longest;
  }

  /**
   * Adds one.
   *
   * @param delay until it begins
   * @throws ProblemException it is too long, says nothing, or there are too many
   */
  public Silence add(
      String matcher, String author, String reason, Duration delay, Duration time, Instant now) {
    end(now);
    if (matcher.isBlank() || author.isBlank() || reason.isBlank()) {
      throw new ProblemException(
          AlertsProblems.BAD_REQUEST.because("a silence needs matcher, author and reason"));
    }
    if (matcher.length() > LONGEST_TEXT
        || author.length() > LONGEST_TEXT
        || reason.length() > LONGEST_TEXT) {
      throw new ProblemException(
          AlertsProblems.BAD_REQUEST.because("a text is longer than " + LONGEST_TEXT));
    }
    if (time.isNegative() || time.isZero() || time.compareTo(longest) > 0) {
      throw new ProblemException(
          AlertsProblems.BAD_REQUEST.because(
              "a silence lasts from 1 second to " + longest.toHours() + " hours"));
    }
    if (delay.isNegative() || delay.compareTo(longest) > 0) {
      throw new ProblemException(
          AlertsProblems.BAD_REQUEST.because(
              "a silence begins within " + longest.toHours() + " hours"));
    }
    if (all.size() >= most) {
      throw new ProblemException(
          AlertsProblems.BAD_REQUEST.because("there are " + most + " silences, end one first"));
    }
    String id = ShortHash.of(matcher + author + now + all.size()).substring(0, 6);
    Instant from = now.plus(delay);
    Silence silence = new Silence(id, matcher, author, reason, from, from.plus(time));
    all.add(silence);
    return silence;
  }

  /**
   * Ends one before its time.
   *
   * @throws ProblemException there is none of this id
   */
  public Silence remove(String id) {
    Silence found =
        all.stream()
            .filter(silence -> silence.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new ProblemException(AlertsProblems.UNKNOWN.because(id)));
    all.remove(found);
    return found;
  }

  void restore(Silence silence) {
    if (all.size() < most) {
      all.add(silence);
    }
  }

  /** The clock was set back by so much: each lasts as long as it was to. */
  void setBack(Duration back) {
    all.replaceAll(silence -> silence.setBack(back));
  }

  /** Forgets those whose time is over. */
  public boolean end(Instant now) {
    return all.removeIf(silence -> silence.isOver(now));
  }

  boolean cover(Condition condition, Instant now) {
    return all.stream().anyMatch(silence -> silence.holds(now) && silence.covers(condition));
  }

  public List<Silence> all() {
    return List.copyOf(all);
  }
}

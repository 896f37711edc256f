package dev.holdfast.alerts.incident;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The silences that are set, running or still to begin. Each lasts as long as it was to, however
 * the clock is set meanwhile. Not safe for several threads.
 */
public final class Silences {
  private static final int LONGEST_TEXT = 200;

  private final int most;
  private final Duration longest;
  private final List<Timed> all = new ArrayList<>();

  /** A silence, and when it holds in this run. */
  private record Timed(Silence silence, Moment begin, Moment end) {
    boolean holds(Moment now) {
      return !now.isBefore(begin) && now.isBefore(end);
    }
  }

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
      String matcher, String author, String reason, Duration delay, Duration time, Moment now) {
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
    String id = ShortHash.of(matcher + author + now.time() + all.size()).substring(0, 6);
    Moment begin = now.plus(delay);
    Moment end = begin.plus(time);
    Silence silence = new Silence(id, matcher, author, reason, begin.time(), end.time());
    all.add(new Timed(silence, begin, end));
    return silence;
  }

  /**
   * Ends one before its time.
   *
   * @throws ProblemException there is none of this id
   */
  public Silence remove(String id) {
    Timed found =
        all.stream()
            .filter(each -> each.silence().id().equals(id))
            .findFirst()
            .orElseThrow(() -> new ProblemException(AlertsProblems.UNKNOWN.because(id)));
    all.remove(found);
    return found.silence();
  }

  /**
   * Puts back one of an earlier run. One that begins later than any may be planned was written
   * before the clock was set back: it begins now.
   */
  void restore(Silence silence, Moment now) {
    Duration ahead = Duration.between(now.time(), silence.from());
    boolean running = ahead.isNegative() || ahead.compareTo(longest) > 0;
    Moment begin = running ? now : now.plus(ahead);
    Duration whole = shorter(longest, Duration.between(silence.from(), silence.until()));
    Duration left = shorter(whole, Duration.between(begin.time(), silence.until()));
    if (all.size() < most && left.isPositive()) {
      all.add(new Timed(silence, begin, begin.plus(left)));
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Forgets those whose time is over. */
  public void end(Moment now) {
    all.removeIf(each -> !now.isBefore(each.end()));
  }

  boolean cover(Condition condition, Moment now) {
    return all.stream().anyMatch(each -> each.holds(now) && each.silence().covers(condition));
  }

  public List<Silence> all() {
    return all.stream().map(Timed::silence).toList();
  }
}

package dev.holdfast.tools.drill.database;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What happened when during a drill, in nanoseconds of {@link System#nanoTime()}. Filled by the
 * threads that watch; the questions may be asked at any time.
 */
final class DrillTimeline {
  /** Hours, at a look every 20 ms. */
  private static final int MOST_LOOKS = 1_000_000;

  private final List<Look> looks = new ArrayList<>();
  private final List<StateReading> states = new ArrayList<>();
  private long stopBegun;
  private OptionalLong stopEnded = OptionalLong.empty();
  private OptionalLong returnBegun = OptionalLong.empty();
  private OptionalLong returnEnded = OptionalLong.empty();

  synchronized void add(Look look) {
    if (looks.size() < MOST_LOOKS) {
      looks.add(look);
    }
  }

  synchronized void add(StateReading reading) {
    if (states.size() < MOST_LOOKS) {
      states.add(reading);
    }
  }

  synchronized void stopBegins(long nanos) {
    stopBegun = nanos;
  }

  synchronized void stopEnds(long nanos) {
    stopEnded = OptionalLong.of(nanos);
  }

  /** Empty when a person has stopped it. */
  synchronized OptionalLong stopEnded() {
    return stopEnded;
  }

  synchronized long stopBegun() {
    return stopBegun;
  }

  /** From now on the database may come back. */
  synchronized void returnBegins(long nanos) {
    returnBegun = OptionalLong.of(nanos);
  }

  /** Whatever brings the database back has ended. */
  synchronized void returnEnds(long nanos) {
    returnEnded = OptionalLong.of(nanos);
  }

  synchronized List<StateReading> states() {
    return List.copyOf(states);
  }

  synchronized boolean isAccepting() {
    return !looks.isEmpty() && looks.getLast().accepting();
  }

  /** Rows have come between the first accepting look and the last one. */
  synchronized boolean isFlowing() {
    List<Look> accepting = looks.stream().filter(Look::accepting).toList();
    return !accepting.isEmpty() && accepting.getLast().highest() > accepting.getFirst().highest();
  }

  /** When our own looks first failed after a moment; the time at which that look began. */
  synchronized OptionalLong lost(long after) {
    return looks.stream()
        .filter(look -> look.begun() - after >= 0 && !look.accepting())
        .mapToLong(Look::begun)
        .findFirst();
  }

  /**
   * When the database could be written to again. When our own looks have lost it, the first that
   * finds it; else (a full disk, for one, is not seen by who reads) the end of the start command.
   */
  synchronized OptionalLong back() {
    if (returnBegun.isEmpty()) {
      return returnBegun;
    }
    long from = returnBegun.getAsLong();
    boolean wasLost = false;
    for (Look look : looks) {
      boolean since = look.ended() - stopBegun >= 0;
      wasLost |= since && !look.accepting();
      if (wasLost && look.accepting() && look.ended() - from >= 0) {
        return OptionalLong.of(look.ended());
      }
    }
    return wasLost ? OptionalLong.empty() : returnEnded;
  }

  /**
   * When a row was seen that was not there at the return. The rows of the look that found the
   * database back are not counted: some may stem from before the outage.
   */
  synchronized OptionalLong firstGoodWrite() {
    OptionalLong back = back();
    if (back.isEmpty()) {
      return back;
    }
    long highest = Long.MIN_VALUE;
    for (Look look : looks) {
      if (look.accepting() && look.ended() - back.getAsLong() >= 0) {
        if (highest == Long.MIN_VALUE) {
          highest = look.highest();
        } else if (look.highest() > highest) {
          return OptionalLong.of(look.ended());
        }
      }
    }
    return OptionalLong.empty();
  }

  /** When the server was first heard to be without its database, after the stop began. */
  synchronized OptionalLong detected() {
    return states.stream()
        .filter(reading -> reading.nanos() - stopBegun >= 0 && !reading.isWell())
        .mapToLong(StateReading::nanos)
        .findFirst();
  }
}

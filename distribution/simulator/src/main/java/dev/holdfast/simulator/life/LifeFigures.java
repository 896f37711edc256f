package dev.holdfast.simulator.life;

import java.util.Map;
import java.util.TreeMap;

/** What happened in lives, counted. For one thread. */
public final class LifeFigures {
  private long lives;
  private long steps;
  private long acknowledged;
  private long rows;
  private final TreeMap<String, Long> ends = new TreeMap<>();
  private final TreeMap<String, Long> faults = new TreeMap<>();

  void life() {
    lives++;
  }

  void step() {
    steps++;
  }

  void end(Enum<?> kind) {
    ends.merge(kind.name(), 1L, Long::sum);
  }

  /** Faults of the disk or of the database, by kind. */
  void faults(String where, Map<? extends Enum<?>, Long> more) {
    more.forEach((kind, count) -> faults.merge(where + kind.name(), count, Long::sum));
  }

  void events(long promised, long stored) {
    acknowledged += promised;
    rows += stored;
  }

  public long lives() {
    return lives;
  }

  public long steps() {
    return steps;
  }

  /** Events that were promised to somebody. */
  public long acknowledged() {
    return acknowledged;
  }

  /** Rows at the ends of the lives. */
  public long rows() {
    return rows;
  }

  /** How often processes ended, by kind. */
  public Map<String, Long> ends() {
    return ends;
  }

  /** How often calls failed, by kind; those of the database begin with its name. */
  public Map<String, Long> faults() {
    return faults;
  }
}

package dev.holdfast.simulator;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The faults that are to come, counted in calls, and how often each has come. */
public final class DueFaults<F extends Enum<F>> {
  private final Map<F, int[]> due;
  private final Map<F, Long> hits;

  public DueFaults(Class<F> kind) {
    this.due = new EnumMap<>(kind);
    this.hits = new EnumMap<>(kind);
  }

  /** Lets a fault come so many times, after so many good calls. */
  public void add(F fault, int first, int times) {
    due.put(fault, new int[] {first, times});
  }

  /** Whether a fault comes at this call. */
  public boolean comes(F fault) {
    int[] left = due.get(fault);
    if (left == null) {
      return false;
    }
    if (left[0] > 0) {
      left[0]--;
      return false;
    }
    if (--left[1] <= 0) {
      due.remove(fault);
    }
    hit(fault);
    return true;
  }

  /** Counts one that came. */
  public void hit(F fault) {
    hits.merge(fault, 1L, Long::sum);
  }

  /** Nothing more is to come. */
  public void clear() {
    due.clear();
  }

  /** How often each has come; those that never did are not in it. */
  public Map<F, Long> hits() {
    return Collections.unmodifiableMap(hits);
  }
}

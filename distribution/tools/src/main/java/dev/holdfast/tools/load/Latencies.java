package dev.holdfast.tools.load;

import java.util.Arrays;

/** Times from sending to acknowledgement, all of them kept: a run has at most some millions. */
public final class Latencies {
  private static final int LIMIT = 20_000_000;

  private long[] nanos = new long[1024];
  private int count;
  private boolean sorted;

  /** Beyond 20 million (more than an hour at 5,000/s) further times are not kept. */
  public void add(long time) {
    if (count == LIMIT) {
      return;
    }
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.min(LIMIT, count * 2));
    }
    nanos[count++] = time;
    sorted = false;
  }

  public int count() {
    return count;
  }

  /** The time that a share of all did not exceed (nearest rank), in milliseconds; 0 of nothing. */
  public double percentile(double percent) {
    if (count == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    // 99.9 has no exact binary form, and must not reach into the next rank because of that.
    int rank = (int) Math.ceil(percent * count / 100 - 1e-6);
    return nanos[Math.clamp(rank, 1, count) - 1] / 1e6;
  }

  public double max() {
    return percentile(100);
  }

  public double mean() {
    return count == 0 ? 0 : Arrays.stream(nanos, 0, count).average().orElse(0) / 1e6;
  }
}

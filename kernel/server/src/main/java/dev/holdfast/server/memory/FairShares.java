package dev.holdfast.server.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares something of which there is so much among holders whom nobody knows beforehand. Safe for
 * use by several threads.
 *
 * <p>The rule is the dynamic threshold of shared-memory switches (Choudhury and Hahne, 1998): a
 * holder may have as much as is free after it got it. A single one gets half, n of them 1/(n + 1)
 * each, and 1/(n + 1) stays for whoever comes next. An account lives as long as something is held.
 */
public final class FairShares {
  private final long least;

  // Guarded by this.
  private final Map<String, Long> accounts = new HashMap<>();
  private long used;

  /**
   * Creates shares of which none is taken.
   *
   * @param least what every holder may have as long as the whole is not used up
   */
  public FairShares(long least) {
    this.least = least;
  }

  /**
   * Takes so much if it fits.
   *
   * @param holders each of them is charged; without any, only the whole is looked at
   * @param whole all that there is, now
   * @return false when it does not fit; nothing is taken then
   */
  public synchronized boolean take(List<String> holders, long amount, long whole) {
    long after = used + amount;
    if (after > whole || after < 0) {
      return false;
    }
    for (String holder : holders) {
      long held = accounts.getOrDefault(holder, 0L) + amount;
      if (held > least && held > whole - after) {
        return false;
      }
    }
    used = after;
    holders.forEach(holder -> accounts.merge(holder, amount, Long::sum));
    return true;
  }

  /** Gives back what was taken with the same holders. */
  public synchronized void giveBack(List<String> holders, long amount) {
    used -= amount;
    for (String holder : holders) {
      accounts.computeIfPresent(holder, (_, held) -> held == amount ? null : held - amount);
    }
  }

  /** What all have together. */
  public synchronized long used() {
    return used;
  }

  /** The most that one of these has. */
  public synchronized long held(List<String> holders) {
    return holders.stream().mapToLong(each -> accounts.getOrDefault(each, 0L)).max().orElse(0);
  }
}

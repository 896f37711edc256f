package dev.holdfast.server.memory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shares something of which there is so much among holders whom nobody knows beforehand. Safe for
 * use by several threads.
 *
 * <p>The rule is the dynamic threshold of shared-memory switches (Choudhury and Hahne, 1998): a
 * holder may have as much as is free after it got it. A single one gets half, n of them 1/(n + 1)
 * each, and 1/(n + 1) stays for whoever comes next. An account lives as long as something is held.
 *
 * <p>No lock: every connection and every piece of a body passes here. Under 3,000 connections a
 * second a monitor made thousands of virtual threads wait in a row, each of which had to be woken
 * by another thread, while the processors were idle. So something is taken first and given back
 * when it does not fit; whoever asks meanwhile may be refused for it, and nobody ever gets more
 * than there is.
 */
public final class FairShares {
  private final long least;

  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final AtomicLong used = new AtomicLong();

  /** What one holder has; closed for good when that has become nothing. */
  private static final class Account extends AtomicLong {
    private static final long serialVersionUID = 1;
    private static final long CLOSED = -1;

    /** Returns what it has then; {@link #CLOSED} when another account has to be opened. */
    long add(long amount) {
      return updateAndGet(held -> held == CLOSED ? CLOSED : held + amount);
    }

    boolean close() {
      return compareAndSet(0, CLOSED);
    }
  }

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
  public boolean take(List<String> holders, long amount, long whole) {
    if (amount == 0) {
      return true;
    }
    long after = used.addAndGet(amount);
    if (after > whole || after < 0) {
      used.addAndGet(-amount);
      return false;
    }
    for (int i = 0; i < holders.size(); i++) {
      long held = charge(holders.get(i), amount);
      if (held > least && held > whole - after) {
        giveBack(holders.subList(0, i + 1), amount);
        return false;
      }
    }
    return true;
  }

  private long charge(String holder, long amount) {
    while (true) {
      Account known = accounts.get(holder);
      Account account =
          known == null ? accounts.computeIfAbsent(holder, _ -> new Account()) : known;
      long held = account.add(amount);
      if (held != Account.CLOSED) {
        return held;
      }
      accounts.remove(holder, account);
    }
  }

  /** Gives back what was taken with the same holders. */
  public void giveBack(List<String> holders, long amount) {
    if (amount == 0) {
      return;
    }
    used.addAndGet(-amount);
    for (String holder : holders) {
      Account account = accounts.get(holder);
      if (account != null && account.add(-amount) == 0 && account.close()) {
        accounts.remove(holder, account);
      }
    }
  }

  /** What all have together. */
  public long used() {
    return used.get();
  }

  /** Whether nobody has an account. */
  boolean isEmpty() {
    return accounts.isEmpty();
  }

  /** The most that one of these has. */
  public long held(List<String> holders) {
    long most = 0;
    for (String holder : holders) {
      Account account = accounts.get(holder);
      most = Math.max(most, account == null ? 0 : account.get());
    }
    return most;
  }
}

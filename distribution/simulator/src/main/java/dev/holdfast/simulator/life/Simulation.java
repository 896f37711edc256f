package dev.holdfast.simulator.life;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Guarantee;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs lives by their seeds and tells of one that failed in a short story. */
public final class Simulation {
  /** In so many lives each planted bug is found. */
  public static final int MOST_LIVES_FOR_A_BUG = 4_000;

  private static final int MOST_TRIES = 600;

  private final LifePlan plan;
  private final LifeFigures figures = new LifeFigures();
  private final MessageDigest trace = digest();

  public Simulation(LifePlan plan) {
    this.plan = plan;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What happened in the lives so far, without those that looked for a shorter story. */
  public LifeFigures figures() {
    return figures;
  }

  /**
   * A sum of all that was told of the lives so far. Equal sums are equal lives; reading it begins a
   * new one.
   */
  public String trace() {
    return HexFormat.of().formatHex(trace.digest());
  }

  /** What went wrong in a life; null when all was well. */
  public @Nullable BrokenPromise fails(long seed) {
    try {
      Life.live(
          seed,
          LifeStep.of(seed, plan),
          plan,
          line -> {
            trace.update(line.getBytes(UTF_8));
            trace.update((byte) '\n');
          },
          figures);
      return null;
    } catch (BrokenPromise e) {
      return e;
    }
  }

  private boolean breaks(Guarantee guarantee, long seed, List<LifeStep> some) {
    try {
      Life.live(seed, some, plan, line -> {}, new LifeFigures());
      return false;
    } catch (BrokenPromise e) {
      return e.promised() == guarantee;
    }
  }

  /**
   * The story of a life that fails, without most of the steps that it fails without. There may be a
   * shorter one.
   *
   * @param broken the guarantee that the whole life breaks, and the story too
   */
  public LifeStory story(long seed, Guarantee broken) {
    List<LifeStep> all = LifeStep.of(seed, plan);
    List<LifeStep> few = shrink(seed, broken, all);
    List<String> lines = new ArrayList<>();
    try {
      Life.live(seed, few, plan, lines::add, new LifeFigures());
      throw new IllegalStateException("the life of seed " + seed + " does not replay");
    } catch (BrokenPromise e) {
      return new LifeStory(seed, plan, few.size(), all.size(), lines, e);
    }
  }

  private List<LifeStep> shrink(long seed, Guarantee broken, List<LifeStep> all) {
    List<LifeStep> few = all;
    int tries = 0;
    for (int chunk = all.size() / 2; chunk > 0 && tries < MOST_TRIES; chunk /= 2) {
      int at = 0;
      while (at < few.size() && tries < MOST_TRIES) {
        List<LifeStep> fewer = new ArrayList<>(few);
        fewer.subList(at, Math.min(at + chunk, fewer.size())).clear();
        tries++;
        if (breaks(broken, seed, fewer)) {
          few = fewer;
        } else {
          at += chunk;
        }
      }
    }
    return few;
  }
}

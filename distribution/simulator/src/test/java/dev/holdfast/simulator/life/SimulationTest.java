package dev.holdfast.simulator.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.QuietLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of lives. A seed that fails is told as a story; add it to the file {@code seeds} with
 * its fix.
 */
final class SimulationTest {
  private static final int LIVES_OF_THE_JOURNAL = 2_000;
  private static final int LIVES_OF_ALL = 400;

  /** Of each kind in the long proof; {@code -Dholdfast.simulated.lives=…} asks for more. */
  private static final long LONG_LIVES = Long.getLong("holdfast.simulated.lives", 2_500);

  private static final int MOST_LIVES_FOR_A_BUG = 4_000;
  private static final int MOST_STORIES = 3;
  private static QuietLog quiet;

  @BeforeAll
  static void silence() {
    quiet = QuietLog.quiet();
  }

  @AfterAll
  static void tell() {
    quiet.close();
  }

  private static LifePlan plan(Parts parts) {
    return new LifePlan(parts, LifePlan.USUAL_STEPS, Bug.NONE);
  }

  @Test
  void theJournalKeepsEveryPromise() {
    expectNone(plan(Parts.JOURNAL), range(0, LIVES_OF_THE_JOURNAL));
  }

  @Test
  void allPartsKeepEveryPromise() {
    expectNone(plan(Parts.ALL), range(0, LIVES_OF_ALL));
  }

  @Test
  void everyPromiseIsKeptInLivesThatFailedOnce() throws IOException {
    for (Recorded life : Recorded.all()) {
      expectNone(new LifePlan(life.parts, life.steps, Bug.NONE), List.of(life.seed));
    }
  }

  @Test
  @Tag("long")
  void everyPromiseIsKeptInTwoMillionSteps() {
    for (Parts parts : Parts.values()) {
      expectNone(new LifePlan(parts, 400, Bug.NONE), range(100_000, 100_000 + LONG_LIVES));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDiskThatLiesIsFoundInEveryLife(Parts parts) {
    Simulation simulation =
        new Simulation(new LifePlan(parts, LifePlan.USUAL_STEPS, Bug.DISK_THAT_LIES));
    assertThat(range(0, 100)).allSatisfy(seed -> assertThat(simulation.fails(seed)).isNotNull());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "DISK_THAT_LIES"})
  void aPlantedBugIsFound(Bug bug) {
    Simulation simulation = new Simulation(LifePlan.of(bug));
    long began = System.nanoTime();
    long seed = 0;
    BrokenPromise found = simulation.fails(seed);
    while (found == null && seed < MOST_LIVES_FOR_A_BUG) {
      seed++;
      found = simulation.fails(seed);
    }
    assertThat(found).as("what finds %s", bug).isNotNull();
    System.out.printf(
        Locale.ROOT,
        "%s in life %d, after %d ms%n%s%n%n",
        bug,
        seed,
        (System.nanoTime() - began) / 1_000_000,
        simulation.story(seed).text());
  }

  @ParameterizedTest
  @EnumSource
  void aSeedReplaysItsLifeExactly(Parts parts) {
    assertThat(trace(parts, 7)).isEqualTo(trace(parts, 7)).isNotEqualTo(trace(parts, 8));
  }

  private static String trace(Parts parts, long seed) {
    Simulation simulation = new Simulation(plan(parts));
    assertThat(simulation.fails(seed)).isNull();
    return simulation.trace();
  }

  private static void expectNone(LifePlan plan, List<Long> seeds) {
    Simulation simulation = new Simulation(plan);
    List<Long> failed = new ArrayList<>();
    long began = System.nanoTime();
    for (long seed : seeds) {
      if (simulation.fails(seed) != null) {
        failed.add(seed);
      }
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.printf(
        Locale.ROOT,
        "%s: %d lives, ends of the process %s, faults %s, %d ms; failed: %s%n",
        plan.parts(),
        seeds.size(),
        simulation.figures().ends(),
        simulation.figures().faults(),
        millis,
        failed);
    assertThat(failed)
        .as(() ->
            String.join(
                "\n\n",
                failed.stream()
                    .limit(MOST_STORIES)
                    .map(seed -> simulation.story(seed).text())
                    .toList()))
        .isEmpty();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  /** A line "parts steps seed" of the file. */
  private record Recorded(Parts parts, int steps, long seed) {
    static List<Recorded> all() throws IOException {
      try (InputStream in = SimulationTest.class.getResourceAsStream("seeds")) {
        String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        return text.lines().map(line -> of(line.split(" "))).toList();
      }
    }

    private static Recorded of(String[] words) {
      return new Recorded(
          Parts.valueOf(words[0].toUpperCase(Locale.ROOT)),
          Integer.parseInt(words[1]),
          Long.parseLong(words[2]));
    }
  }
}

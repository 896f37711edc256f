package dev.holdfast.journal.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of lives of the journal. A seed that fails is told as a story; add it to the file
 * {@code seeds} with its fix.
 */
final class SimulationTest {
  private static final int STEPS = 60;
  private static final int LIVES = 2_000;
  private static final int MOST_STORIES = 3;
  private static final Logger LOG = Logger.getLogger("dev.holdfast.journal");

  /** Each life tells of torn tails and refused groups at length. */
  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void tell() {
    LOG.setLevel(null);
  }

  @Test
  void keepsEveryPromise() {
    expectNone(new Simulation(Bug.NONE, STEPS), range(0, LIVES));
  }

  @Test
  void keepsEveryPromiseInLivesThatFailedOnce() throws IOException {
    for (int steps : new int[] {STEPS, 400}) {
      expectNone(new Simulation(Bug.NONE, steps), recorded(steps));
    }
  }

  @Test
  @Tag("long")
  void keepsEveryPromiseInAMillionSteps() {
    expectNone(new Simulation(Bug.NONE, 400), range(100_000, 102_500));
  }

  @Test
  void findsADiskThatLiesInEveryLife() {
    Simulation simulation = new Simulation(Bug.DISK_THAT_LIES, STEPS);
    assertThat(range(0, 200)).allSatisfy(seed -> assertThat(simulation.fails(seed)).isNotNull());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "DISK_THAT_LIES"})
  void findsAPlantedBug(Bug bug) {
    Simulation simulation = new Simulation(bug, STEPS);
    long began = System.nanoTime();
    long seed = 0;
    while (seed < LIVES && simulation.fails(seed) == null) {
      seed++;
    }
    assertThat(seed).as("the seed that finds %s", bug).isLessThan(LIVES);
    System.out.printf(
        "%s in life %d, after %d ms%n%s%n",
        bug, seed, (System.nanoTime() - began) / 1_000_000, simulation.story(seed));
  }

  @Test
  void replaysALifeExactly() {
    List<String> one = new ArrayList<>();
    List<String> two = new ArrayList<>();
    Life.live(7, Step.of(7, STEPS), Bug.NONE, one::add);
    Life.live(7, Step.of(7, STEPS), Bug.NONE, two::add);
    assertThat(two).isEqualTo(one).hasSizeGreaterThan(STEPS);
  }

  private static void expectNone(Simulation simulation, List<Long> seeds) {
    List<Long> failed = new ArrayList<>();
    long began = System.nanoTime();
    for (long seed : seeds) {
      if (simulation.fails(seed) != null) {
        failed.add(seed);
      }
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.printf(
        "%d lives, %d ends of the process, %d ms; failed: %s%n",
        seeds.size(), simulation.crashes(), millis, failed);
    assertThat(failed)
        .as(() ->
            String.join("\n", failed.stream().limit(MOST_STORIES).map(simulation::story).toList()))
        .isEmpty();
  }

  private static List<Long> range(long from, long to) {
    List<Long> seeds = new ArrayList<>();
    for (long seed = from; seed < to; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  /** The lines "steps seed" of the file. */
  private static List<Long> recorded(int steps) throws IOException {
    try (InputStream in = SimulationTest.class.getResourceAsStream("seeds")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return text.lines()
          .filter(line -> line.startsWith(steps + " "))
          .map(line -> Long.valueOf(line.substring(line.indexOf(' ') + 1)))
          .toList();
    }
  }
}

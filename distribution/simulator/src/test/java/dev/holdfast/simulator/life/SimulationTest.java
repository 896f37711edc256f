package dev.holdfast.simulator.life;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.simulator.QuietLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
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
  private static final int LIVES_OF_THE_JOURNAL = 1_000;
  private static final int LIVES_OF_ALL = 250;

  /** Of each kind in the long proof; {@code -Dholdfast.simulated.lives=…} asks for more. */
  private static final long LONG_LIVES = Long.getLong("holdfast.simulated.lives", 2_500);

  private static final int LIVES_ON_A_DISK_THAT_LIES = 50;
  private static final int MOST_STORIES = 3;

  /** Where to begin for the two bugs that most lives do not meet: to look from 0 on took 6 s. */
  private static final Map<Bug, Long> FIRST_SEEDS =
      Map.of(
          Bug.KEEPS_THE_TAIL_OF_A_GROUP_THAT_FAILED, 2400L,
          Bug.COMMITS_THE_PLACE_BEFORE_THE_ROWS, 130L);

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
    assertThat(range(0, LIVES_ON_A_DISK_THAT_LIES))
        .allSatisfy(seed -> {
          BrokenPromise found = requireNonNull(simulation.fails(seed), "what finds it");
          assertThat(Bug.DISK_THAT_LIES.broken()).as(found.getMessage()).contains(found.promised());
        });
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "DISK_THAT_LIES"})
  void aPlantedBugIsFound(Bug bug) {
    Simulation simulation = new Simulation(LifePlan.of(bug));
    long began = System.nanoTime();
    long seed = FIRST_SEEDS.getOrDefault(bug, 0L);
    BrokenPromise found = simulation.fails(seed);
    while (found == null && seed < Simulation.MOST_LIVES_FOR_A_BUG) {
      seed++;
      found = simulation.fails(seed);
    }
    BrokenPromise broken = requireNonNull(found, () -> "what finds " + bug);
    System.out.printf(
        Locale.ROOT,
        "%s breaks %s in life %d, after %d ms: %s%n",
        bug,
        broken.promised(),
        seed,
        (System.nanoTime() - began) / 1_000_000,
        broken.found());
    long failed = seed;
    assertThat(broken)
        .as(() -> simulation.story(failed, broken.promised()).text())
        .hasNoCause()
        .extracting(BrokenPromise::promised)
        .isIn(bug.broken());
  }

  /** With fewer steps this one breaks another guarantee first. */
  @Test
  void aStoryBreaksTheGuaranteeOfItsLife() {
    Simulation simulation = new Simulation(LifePlan.of(Bug.BELIEVES_A_RESTORED_DATABASE));
    long seed = 14;
    BrokenPromise found = requireNonNull(simulation.fails(seed), "what finds it");
    assertThat(simulation.story(seed, found.promised()).broken().promised())
        .isEqualTo(found.promised());
  }

  @Test
  void anErrorOfAPartIsABrokenPromise() {
    LifePlan plan = plan(Parts.JOURNAL);
    List<String> told = new ArrayList<>();
    Consumer<String> story =
        line -> {
          told.add(line);
          if (told.size() == 2) {
            throw new StackOverflowError();
          }
        };
    assertThatThrownBy(() -> Life.live(0, LifeStep.of(0, plan), plan, story, new LifeFigures()))
        .isInstanceOfSatisfying(
            BrokenPromise.class,
            broken -> assertThat(broken.promised()).isEqualTo(Guarantee.RECOVERS))
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void aStoryIsToldAlsoOfAnExceptionWithoutATrace() {
    Exception cause = new NullPointerException();
    cause.setStackTrace(new StackTraceElement[0]);
    BrokenPromise broken = new BrokenPromise(Guarantee.RECOVERS, "it throws", cause);
    assertThat(new LifeStory(1, plan(Parts.ALL), 1, 61, List.of(), broken).text())
        .contains("Thrown:   java.lang.NullPointerException");
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
    Map<Long, BrokenPromise> failed = new TreeMap<>();
    long began = System.nanoTime();
    for (long seed : seeds) {
      BrokenPromise broken = simulation.fails(seed);
      if (broken != null) {
        failed.put(seed, broken);
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
        failed.keySet());
    assertThat(failed)
        .as(() ->
            String.join(
                "\n\n",
                failed.entrySet().stream()
                    .limit(MOST_STORIES)
                    .map(each -> simulation.story(each.getKey(), each.getValue().promised()).text())
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

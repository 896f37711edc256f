package dev.holdfast.simulator.command;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import dev.holdfast.simulator.Bug;
import dev.holdfast.simulator.QuietLog;
import dev.holdfast.simulator.life.LifePlan;
import dev.holdfast.simulator.life.Parts;
import dev.holdfast.simulator.life.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Lets the data path live by seeds. Nothing here names a class of a plugin: this command is listed
 * also where their jars are not on the class path.
 */
@Command(
    name = "simulate",
    header = "Run the data path of this version on a simulated disk and database that fail.",
    footer = {
      "  holdfast simulate",
      "  holdfast simulate --time 60s --json",
      "  holdfast simulate --seed 42",
      "  holdfast simulate --bug loses-dead-letters"
    },
    description =
        "%nLets the journal and the event store live in one thread, each life decided by its seed:"
            + " power cuts, kills, failing calls of the disk and of the database, restored copies,"
            + " clocks that jump. After each end of the process the journal must hold what was"
            + " acknowledged, and no row or dead letter may be wrong. At the end of a life the"
            + " faults stop, and every event must become a row or a dead letter. Exits with 1 if a"
            + " guarantee was broken, and tells a short story of it.")
public final class SimulateCommand implements Callable<Integer> {
  private static final int USUAL_LIVES = 1_000;
  private static final int MOST_STEPS = 100_000;

  /** What lives, by the names of the folders. */
  private static final List<String> PLUGINS = List.of("journal", "event-store", "database");

  @Option(
      names = "--lives",
      description =
          "How many. Default: 1000; with --seed 1; with --time as many as fit; with --bug until it"
              + " is found, at most "
              + Simulation.MOST_LIVES_FOR_A_BUG)
  @Nullable Long lives;

  @Option(
      names = "--time",
      converter = TimeSpan.class,
      description = "Begin no further life after this time, such as 60s or 8h.")
  @Nullable Duration time;

  @Option(
      names = "--seed",
      description = "The seed of the first life; the others follow. Default: a new one")
  @Nullable Long seed;

  @Option(names = "--steps", description = "The length of a life. Default: " + LifePlan.USUAL_STEPS)
  int steps = LifePlan.USUAL_STEPS;

  @Option(
      names = "--parts",
      description = "What lives: ${COMPLETION-CANDIDATES}. Default: all, or where the bug is")
  @Nullable Parts parts;

  @Option(
      names = "--bug",
      paramLabel = "NAME",
      description = "Plant a bug, to see that it is found; \"list\" names all.")
  @Nullable String bug;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  private final LongSupplier ticker = System::nanoTime;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if ("list".equals(bug)) {
      Bug.names().forEach(terminal::print);
      return ExitCode.OK;
    }
    if (steps < 1 || steps > MOST_STEPS || (lives != null && lives < 1)) {
      throw Failures.badValue("--steps, --lives", "", "numbers above 0, at most 100000 steps");
    }
    long first = seed == null ? new Random().nextLong() >>> 32 : seed;
    SimulationRun run = new SimulationRun(plan(), first, most(), time, ticker);
    if (!json) {
      terminal.say("seeds from " + first + " on (repeat with --seed " + first + ")");
    }
    SimulationResult result;
    try (QuietLog quiet = QuietLog.quiet()) {
      result = run.run();
    } catch (NoClassDefFoundError e) {
      throw missing(e);
    }
    terminal.print(json ? result.json() : result.text());
    return result.story() == null ? ExitCode.OK : ExitCode.FAILURE;
  }

  private long most() {
    if (lives != null) {
      return lives;
    }
    if (time != null) {
      return Long.MAX_VALUE;
    }
    if (seed != null) {
      return 1;
    }
    return bug == null ? USUAL_LIVES : Simulation.MOST_LIVES_FOR_A_BUG;
  }

  private static Failure missing(NoClassDefFoundError thrown) {
    Path folder = Path.of(System.getProperty("holdfast.home", "."), "plugins");
    List<String> gone =
        PLUGINS.stream().filter(name -> !Files.isDirectory(folder.resolve(name))).toList();
    String what = gone.isEmpty() ? String.join(", ", PLUGINS) : String.join(", ", gone);
    return Failures.pluginsMissing(what + " in " + folder, thrown);
  }

  private LifePlan plan() {
    Bug planted = bug == null ? Bug.NONE : named(bug);
    if (parts == Parts.JOURNAL && planted.isOfTheStore()) {
      throw Failures.badValue(
          "--parts", "journal", "--parts all: " + planted.typed() + " is a bug of the store");
    }
    return new LifePlan(parts == null ? LifePlan.of(planted).parts() : parts, steps, planted);
  }

  private static Bug named(String typed) {
    return Bug.named(typed)
        .orElseThrow(
            () -> Failures.badValue("--bug", typed, "one of " + String.join(", ", Bug.names())));
  }
}

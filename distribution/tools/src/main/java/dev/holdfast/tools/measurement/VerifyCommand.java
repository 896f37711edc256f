package dev.holdfast.tools.measurement;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Scratch;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.CtrlC;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.tools.launch.FreshServer;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import dev.holdfast.tools.load.Comparison;
import dev.holdfast.tools.load.Ledger;
import dev.holdfast.tools.load.RetryingProducer;
import dev.holdfast.tools.load.StoredHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The proof of no loss. */
@Command(
    name = "verify",
    header =
        "Kill the server repeatedly under load, and check that every acknowledged event is stored.",
    footer = {
      "  holdfast verify --rounds 50",
      "  holdfast verify --rounds 10 --database-url postgresql://user:secret@host/test",
      "  holdfast verify --rounds 10 --signal TERM --json"
    },
    description =
        "%nExits with 1 if an acknowledged event is missing, or if an event is stored twice or out"
            + " of the order of its connection.")
public final class VerifyCommand implements Callable<Integer> {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int WINDOW = 1024;

  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();

  @Option(
      names = "--rounds",
      description = "How often the server is killed. Default: ${DEFAULT-VALUE}")
  int rounds = 50;

  @Option(
      names = "--rate",
      description = "Events a second over all connections. Default: ${DEFAULT-VALUE}")
  double rate = 10_000;

  @Option(names = "--connections", description = "Number of producers. Default: ${DEFAULT-VALUE}")
  int connections = 4;

  @Option(names = "--event-size", description = "Bytes of an event. Default: ${DEFAULT-VALUE}")
  int eventSize = 300;

  @Option(names = "--signal", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  CrashRounds.Signal signal = CrashRounds.Signal.KILL;

  @Option(names = "--seed", description = "Kill at the same times as an earlier run.")
  @Nullable Long seed;

  @Option(
      names = "--database-url",
      description = "Store in this database instead of the base directory.")
  @Nullable String databaseUrl;

  @Option(
      names = "--catch-up",
      paramLabel = "SECONDS",
      description =
          "The longest wait at the end until all events are stored. Default: ${DEFAULT-VALUE}")
  int catchUpSeconds = 120;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if (rounds < 1 || connections < 1 || rate <= 0) {
      throw Failures.badValue("--rounds, --connections, --rate", "", "numbers above 0");
    }
    long seedNow = seed == null ? new Random().nextLong() >>> 32 : seed;
    terminal.say("seed " + seedNow + " (repeat with --seed " + seedNow + ")");
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), "holdfast-verify")) {
      terminal.say("the instance is in " + scratch.directory());
      VerifyResult result = verify(scratch.directory(), seedNow, terminal);
      terminal.print(json ? result.json() : result.text());
      if (!result.comparison().holds()) {
        scratch.keep();
        terminal.say("FAILED; everything is kept in " + scratch.directory());
        return ExitCode.FAILURE;
      }
      return ExitCode.OK;
    }
  }

  private VerifyResult verify(Path base, long seedNow, Terminal terminal) {
    Random random = new Random(seedNow);
    ServerStart start =
        new ServerStart(
            installation.launchScript(),
            base,
            FreshServer.settings(settings),
            FreshServer.environment(databaseUrl));
    CrashRounds crashes = new CrashRounds(start, signal, random, START_LIMIT, terminal);
    String run = "verify/" + Long.toHexString(new Random().nextLong());
    List<Ledger> ledgers = new ArrayList<>();
    List<RetryingProducer> producers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      Ledger ledger = new Ledger(run + "/" + i);
      ledgers.add(ledger);
      producers.add(
          new RetryingProducer(
              ledger, eventSize, rate / connections, WINDOW, new Random(), crashes::live));
    }
    List<Thread> threads = producers.stream().map(Thread.ofPlatform().daemon()::start).toList();
    try (ServerProcess server = crashes.run(rounds)) {
      end(producers, threads);
      return compare(server, ledgers, producers, crashes, terminal);
    } finally {
      producers.forEach(RetryingProducer::stop);
    }
  }

  private VerifyResult compare(
      ServerProcess server,
      List<Ledger> ledgers,
      List<RetryingProducer> producers,
      CrashRounds crashes,
      Terminal terminal) {
    try (ServerApi api = new ServerApi(server.awaitListening(START_LIMIT))) {
      StoredHistory history = new StoredHistory(api);
      terminal.say("waiting for the database, at most " + catchUpSeconds + " s");
      boolean caughtUp = history.awaitAll(ledgers, Duration.ofSeconds(catchUpSeconds));
      if (!caughtUp) {
        terminal.say("the database has not caught up; events that are not stored count as missing");
      }
      Comparison comparison = Comparison.of(ledgers, history);
      int refusals = producers.stream().mapToInt(RetryingProducer::refusals).sum();
      return new VerifyResult(rounds, comparison, refusals, crashes.restartSeconds());
    }
  }

  private static void end(List<RetryingProducer> producers, List<Thread> threads) {
    producers.forEach(RetryingProducer::stop);
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(30));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        throw Failures.loadStopped("a producer did not end, so the events cannot be counted");
      }
    }
  }
}

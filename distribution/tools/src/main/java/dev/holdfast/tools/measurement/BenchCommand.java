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
import dev.holdfast.tools.comparison.BenchPlan;
import dev.holdfast.tools.comparison.PeerComparison;
import dev.holdfast.tools.launch.FreshServer;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast is it here, and how fast could anything be? */
@Command(
    name = "bench",
    header = "Measure a server, and the limits of this machine in the same run.",
    footer = {
      "  holdfast bench",
      "  holdfast bench --connections 16 --seconds 30 --json > bench.json",
      "  holdfast bench --peers --seconds 5",
      "  holdfast bench --database-url postgresql://user:secret@host/test"
    },
    description = {
      "%nStarts a fresh server of the distribution, unless --url names one. Exits with 1 if an"
          + " acknowledged event does not reach the database.",
      "%nWith --peers a fresh server and what it is held against are measured in turn, in shuffled"
          + " order: a loop that only appends, calls fsync and answers; the same in Node if it is"
          + " installed; bare inserts into the same kind of database; a bare start of Java. The"
          + " ratios are those of figures of one round."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();

  @Option(
      names = "--connections",
      split = ",",
      description = "Numbers of producers; each is measured in turn. Default: 1,16,64")
  List<Integer> connections = List.of(1, 16, 64);

  @Option(
      names = "--seconds",
      description = "Duration of each measurement. Default: ${DEFAULT-VALUE}")
  double seconds = 10;

  @Option(
      names = "--rate",
      description = "Events a second in the measurement of latency. Default: ${DEFAULT-VALUE}")
  double rate = 5_000;

  @Option(names = "--event-size", description = "Bytes of an event. Default: ${DEFAULT-VALUE}")
  int eventSize = 300;

  @Option(names = "--url", description = "Measure this server and start none.")
  @Nullable String url;

  @Option(
      names = "--database-url",
      description = "Let the fresh server store in this database instead of its base directory.")
  @Nullable String databaseUrl;

  @Option(names = "--no-limits", description = "Do not measure the limits of the machine.")
  boolean withoutLimits;

  @Option(
      names = "--peers",
      description = "Measure peers in the same run, and print the ratios to them.")
  boolean withPeers;

  @Option(
      names = "--rounds",
      description = "Rounds of the comparison with peers. Default: ${DEFAULT-VALUE}")
  int rounds = 3;

  @Option(
      names = "--peer-home",
      paramLabel = "DIR",
      description = "Another unpacked distribution, as one more peer: its build beside this one.")
  @Nullable Path peerHome;

  @Option(
      names = "--peer-url",
      paramLabel = "URL",
      description = "A WebSocket that acknowledges as holdfast.v1 does, as one more peer.")
  @Nullable URI peerUrl;

  @Option(names = "--json", description = "Print the figures as JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if (seconds <= 0 || rate <= 0 || connections.stream().anyMatch(count -> count < 1)) {
      throw Failures.badValue("--seconds, --rate, --connections", "", "numbers above 0");
    }
    Duration time = Duration.ofMillis((long) (seconds * 1000));
    BenchPlan plan = new BenchPlan(connections, eventSize, rate, time);
    return withPeers ? measurePeers(plan, terminal) : measureServer(plan, terminal);
  }

  private int measurePeers(BenchPlan plan, Terminal terminal) {
    if (url != null || rounds < 1) {
      throw Failures.badValue("--peers", "", "--rounds above 0, and no --url");
    }
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), "holdfast-bench")) {
      Path directory = scratch.directory();
      PeerComparison comparison = new PeerComparison(plan, directory, terminal);
      Path base = directory.resolve("server");
      comparison.addServer("holdfast", start(installation.launchScript(), base));
      comparison.addBareLoops();
      comparison.addBareInserts(databasePlugin(), databaseFor(directory));
      if (peerHome != null) {
        Path script = peerHome.toAbsolutePath().resolve("bin").resolve("holdfast");
        comparison.addServer("the other distribution", start(script, base));
      }
      if (peerUrl != null) {
        comparison.addAddress(peerUrl);
      }
      comparison.run(rounds);
      terminal.print(json ? comparison.json() : comparison.text());
    }
    return ExitCode.OK;
  }

  private ServerStart start(Path script, Path base) {
    return new ServerStart(
        script, base, FreshServer.settings(settings), FreshServer.environment(databaseUrl));
  }

  private Path databasePlugin() {
    return installation.home().resolve("plugins").resolve("database");
  }

  private String databaseFor(Path directory) {
    return databaseUrl == null ? "jdbc:sqlite:" + directory.resolve("limit.db") : databaseUrl;
  }

  private int measureServer(BenchPlan plan, Terminal terminal) {
    BenchReport report = new BenchReport(terminal);
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), "holdfast-bench")) {
      MachineLimits limits = new MachineLimits(report);
      if (!withoutLimits) {
        measureLimits(limits, plan, scratch.directory());
      }
      measureLive(plan, scratch.directory(), limits, report, terminal);
    }
    terminal.print(json ? report.json() : report.text());
    return report.failed() ? ExitCode.FAILURE : ExitCode.OK;
  }

  private void measureLimits(MachineLimits limits, BenchPlan plan, Path directory) {
    limits.measureSink(plan);
    limits.measureDisk(plan, directory);
    limits.measureDatabase(plan, databasePlugin(), databaseFor(directory));
  }

  private void measureLive(
      BenchPlan plan, Path base, MachineLimits limits, BenchReport report, Terminal terminal) {
    if (url != null) {
      try (ServerApi api = new ServerApi(url)) {
        new Bench(plan, api, null, limits, report).run();
      }
      return;
    }
    try (ServerProcess server = start(installation.launchScript(), base).launch();
        ServerApi api = new ServerApi(server.awaitListening(START_LIMIT))) {
      terminal.say("measuring " + api.address());
      new Bench(plan, api, server.figures(), limits, report).run();
    }
  }
}

package dev.holdfast.tools.measurement;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Scratch;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.CtrlC;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import dev.holdfast.tools.comparison.Drain;
import dev.holdfast.tools.launch.FreshServer;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import dev.holdfast.tools.load.EventFrames;
import dev.holdfast.tools.load.Ledger;
import dev.holdfast.tools.load.LoadConnection;
import dev.holdfast.tools.load.PacedSession;
import dev.holdfast.tools.load.StoredHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does it stay small? */
@Command(
    name = "soak",
    header = "Run a small server under steady load, and check that its resources do not grow.",
    footer = {"  holdfast soak", "  holdfast soak --minutes 1440 --rate 20000"},
    description =
        "%nExits with 1 if memory, threads or open files exceed their limits, or if the acknowledged"
            + " events differ from the stored ones.")
public final class SoakCommand implements Callable<Integer> {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final double SECONDS_BETWEEN_READINGS = 3;

  /** Fewer tell no trend. */
  private static final int LEAST_READINGS = 20;

  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(60);

  /** To read the whole history, a thousand at a time. */
  private static final Duration LOOK_LIMIT = Duration.ofMinutes(30);

  private static final int WINDOW = 4096;

  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();

  @Option(names = "--minutes", description = "Duration. Default: ${DEFAULT-VALUE}")
  double minutes = 10;

  @Option(names = "--rate", description = "Events a second. Default: ${DEFAULT-VALUE}")
  double rate = 5_000;

  @Option(names = "--event-size", description = "Bytes of an event. Default: ${DEFAULT-VALUE}")
  int eventSize = 300;

  @Option(names = "--heap", description = "The server's -Xmx. Default: ${DEFAULT-VALUE}")
  String heap = "128m";

  @Option(
      names = "--max-rss",
      paramLabel = "MB",
      description = "Limit of the resident memory. Default: ${DEFAULT-VALUE}")
  int maxRssMegabytes = 200;

  @Option(
      names = "--trouble",
      paramLabel = "COMMAND",
      description =
          "A shell command that breaks a part and repairs it; it is run repeatedly. With it, every"
              + " acknowledged event is looked up in the history, not only counted.")
  @Nullable String trouble;

  @Option(
      names = "--trouble-every",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "60s",
      description = "The time from one run of the command to the next. Default: ${DEFAULT-VALUE}")
  Duration troubleEvery = Duration.ZERO;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if (minutes <= 0 || rate <= 0) {
      throw Failures.badValue("--minutes, --rate", "", "numbers above 0");
    }
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), "holdfast-soak")) {
      SoakResult result = soak(scratch.directory(), terminal);
      terminal.print(json ? result.json() : result.text());
      return result.holds() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private SoakResult soak(Path base, Terminal terminal) {
    ServerStart start =
        new ServerStart(
            installation.launchScript(),
            base,
            FreshServer.settings(settings),
            Map.of("HOLDFAST_HEAP", heap));
    try (ServerProcess server = start.launch();
        ServerApi api = new ServerApi(server.awaitListening(START_LIMIT))) {
      terminal.say("soaking " + api.address() + " for " + minutes + " min");
      SoakReadings readings = new SoakReadings();
      String source = "soak/" + Long.toHexString(new Random().nextLong());
      PacedSession session = session(api, source);
      Trouble troubles = new Trouble(trouble, troubleEvery, base.resolve("trouble.log"));
      AtomicBoolean goOn = new AtomicBoolean(true);
      Thread load = Thread.ofPlatform().daemon().name("load").start(() -> session.run(goOn::get));
      troubles.begin();
      read(server, api, session, readings, terminal);
      troubles.end();
      goOn.set(false);
      join(load);
      if (!session.ended().isEmpty()) {
        throw Failures.loadStopped(session.ended());
      }
      double stored =
          trouble == null
              ? awaitStored(api, session.acknowledged())
              : awaitRows(api, source, session);
      return readings.judge(session.acknowledged(), stored, maxRssMegabytes);
    }
  }

  private PacedSession session(ServerApi api, String source) {
    try {
      LoadConnection connection = LoadConnection.open(api.ingest(), ANSWER_LIMIT);
      EventFrames frames = new EventFrames(source, eventSize, new Random());
      return new PacedSession(connection, frames, 0, rate, WINDOW, () -> {});
    } catch (IOException e) {
      throw Failures.noAnswer(api.ingest().toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private void read(
      ServerProcess server,
      ServerApi api,
      PacedSession session,
      SoakReadings readings,
      Terminal terminal) {
    long begin = System.nanoTime();
    double end = minutes * 60;
    double every = Math.min(SECONDS_BETWEEN_READINGS, end / LEAST_READINGS);
    Duration between = Duration.ofMillis((long) (every * 1000));
    double seconds = 0;
    double told = 0;
    while (seconds < end && session.ended().isEmpty() && Pause.of(between)) {
      seconds = (System.nanoTime() - begin) / 1e9;
      readings.add(seconds, api.metrics(), server.figures());
      if (seconds - told >= 60) {
        told = seconds;
        terminal.say(
            String.format(
                Locale.ROOT, "%.0f s: %s", seconds, readings.now(session.acknowledged())));
      }
    }
  }

  private static double awaitStored(ServerApi api, long acknowledged) {
    long limit = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
    double stored = stored(api);
    while (stored < acknowledged && System.nanoTime() < limit && Pause.of(LOOK_AGAIN)) {
      stored = stored(api);
    }
    return stored;
  }

  /** A part that was started again counts from 0, so its figure says nothing; the rows do. */
  private static double awaitRows(ServerApi api, String source, PacedSession session) {
    Ledger ledger = new Ledger(source);
    ledger.enter(session.sent(), session.acknowledged());
    boolean all = new StoredHistory(api).awaitAll(List.of(ledger), LOOK_LIMIT);
    return all ? session.acknowledged() : Double.NaN;
  }

  private static double stored(ServerApi api) {
    return api.metrics().sum(Drain.STORED).orElse(0);
  }

  private static void join(Thread load) {
    try {
      load.join(ANSWER_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

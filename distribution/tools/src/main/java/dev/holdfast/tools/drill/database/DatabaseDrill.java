package dev.holdfast.tools.drill.database;

import dev.holdfast.console.client.AdminToken;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import dev.holdfast.tools.load.Comparison;
import dev.holdfast.tools.load.DrillLoad;
import dev.holdfast.tools.load.HealthUnderLoad;
import dev.holdfast.tools.load.Ledger;
import dev.holdfast.tools.load.LiveServer;
import dev.holdfast.tools.load.OutageLatencies;
import dev.holdfast.tools.load.ShellCommand;
import dev.holdfast.tools.load.StoredHistory;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/**
 * Runs a drill: load, stop, wait, start, load, count. The server is judged from outside only: by
 * its state, its log, its acknowledgements, and by looks of our own at the rows.
 */
final class DatabaseDrill {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration PERSON_LIMIT = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final String ERRORS = "holdfast_store_failures_total";

  private final DrillPlan plan;
  private final ServerStart start;
  private final DrillTimeline timeline;
  private final DatabaseWatch watch;
  private final Terminal terminal;
  private final OutageLatencies latencies = new OutageLatencies();
  private Instant stopAt = Instant.EPOCH;

  DatabaseDrill(
      DrillPlan plan,
      ServerStart start,
      DrillTimeline timeline,
      DatabaseWatch watch,
      Terminal terminal) {
    this.plan = plan;
    this.start = start;
    this.timeline = timeline;
    this.watch = watch;
    this.terminal = terminal;
  }

  DrillResult run() {
    if (!await(START_LIMIT, timeline::isAccepting)) {
      throw Failures.drillDatabase(watch.trouble());
    }
    if (plan.absentAtStart()) {
      stop();
    }
    try (ServerProcess server = start.launch();
        ServerApi api = new ServerApi(server.awaitListening(START_LIMIT));
        ServerApi operator =
            new ServerApi(
                api.address().toString(),
                AdminToken.local(start.base().resolve("data")),
                Optional.empty());
        StateWatch states = new StateWatch(operator, timeline::add)) {
      return run(server, api);
    }
  }

  private DrillResult run(ServerProcess server, ServerApi api) {
    LiveServer live = LiveServer.at(api.address().toString());
    DrillLoad first = load(live);
    DrillLoad load = first;
    HealthUnderLoad health;
    try {
      if (!plan.absentAtStart()) {
        settle();
      }
      OptionalDouble errorsAtFirst = errors(api);
      health = new HealthUnderLoad(api);
      try (health) {
        if (!plan.absentAtStart()) {
          stop();
        } else {
          latencies.begin(System.nanoTime());
        }
        if (plan.rowsVanish()) {
          first.end();
          load = load(live);
        }
        bringBack();
        awaitFirstRow();
      }
      latencies.end(System.nanoTime());
      OptionalDouble errorsThen = errors(api);
      pause(plan.lead());
      load.end();
      OptionalDouble after = difference(errorsThen, errors(api));
      Comparison comparison = count(api, load);
      return result(
          server,
          health,
          difference(errorsAtFirst, errorsThen),
          after,
          comparison,
          forgotten(first, load));
    } finally {
      first.stop();
      load.stop();
    }
  }

  private DrillLoad load(LiveServer live) {
    return new DrillLoad(live, plan.connections(), plan.rate(), latencies);
  }

  private void settle() {
    if (!await(START_LIMIT, timeline::isFlowing)) {
      throw Failures.drillDatabase("no row arrived before the drill began; " + watch.trouble());
    }
    terminal.say("steady load for " + plan.lead().toMillis() + " ms");
    pause(plan.lead());
  }

  private void stop() {
    String command = plan.stop();
    if (command == null) {
      terminal.say("Stop the database now.");
      long from = System.nanoTime();
      if (!await(PERSON_LIMIT, () -> timeline.lost(from).isPresent())) {
        throw Failures.loadStopped("the database was not stopped");
      }
      stopBegins(timeline.lost(from).orElse(from));
      return;
    }
    terminal.say("stopping the database: " + command);
    stopBegins(System.nanoTime());
    new ShellCommand(command, start.base().resolve("stop-command.log")).run();
    timeline.stopEnds(System.nanoTime());
  }

  private void stopBegins(long nanos) {
    stopAt = InstantSource.system().instant().minusNanos(System.nanoTime() - nanos);
    timeline.stopBegins(nanos);
    latencies.begin(nanos);
  }

  private void bringBack() {
    String command = plan.start();
    if (command == null) {
      comeBackWithoutCommand();
      return;
    }
    terminal.say("the database stays away for " + plan.outage().toMillis() + " ms");
    pause(plan.outage());
    terminal.say("starting the database: " + command);
    timeline.returnBegins(System.nanoTime());
    new ShellCommand(command, start.base().resolve("start-command.log")).run();
    timeline.returnEnds(System.nanoTime());
  }

  /** It comes back by itself when the stop command has ended; or else a person must help. */
  private void comeBackWithoutCommand() {
    if (plan.stop() == null) {
      terminal.say("It is away. Start it again after " + plan.outage().toMillis() + " ms.");
    }
    timeline.returnBegins(System.nanoTime());
    if (!await(Duration.ofSeconds(2), timeline::isAccepting)) {
      terminal.say("The database does not accept writes: start it again. " + watch.trouble());
      if (!await(PERSON_LIMIT, timeline::isAccepting)) {
        throw Failures.loadStopped("the database did not come back: " + watch.trouble());
      }
    }
    timeline.returnEnds(System.nanoTime());
  }

  private void awaitFirstRow() {
    if (!await(plan.patience(), () -> timeline.firstGoodWrite().isPresent())) {
      terminal.say("no row within " + plan.patience().toSeconds() + " s of the return");
    }
  }

  private Comparison count(ServerApi api, DrillLoad load) {
    terminal.say("waiting for the rows, at most " + plan.catchUp().toSeconds() + " s");
    StoredHistory history = new StoredHistory(api);
    if (!history.awaitAll(load.ledgers(), plan.catchUp())) {
      terminal.say("the database has not caught up; events that are not stored count as missing");
    }
    try (Connection connection = watch.connect()) {
      return Comparison.of(load.ledgers(), new DatabaseRows(connection));
    } catch (SQLException e) {
      throw Failures.drillDatabase("the rows cannot be counted: " + e.getMessage());
    }
  }

  private static long forgotten(DrillLoad first, DrillLoad load) {
    return first.equals(load) ? 0 : first.ledgers().stream().mapToLong(Ledger::next).sum();
  }

  private DrillResult result(
      ServerProcess server,
      HealthUnderLoad health,
      OptionalDouble errorsDuring,
      OptionalDouble errorsAfter,
      Comparison comparison,
      long forgotten) {
    DrillLog log = DrillLog.of(start.base());
    DrillMoments moments = new DrillMoments(timeline, log, stopAt);
    return new DrillResult(
        moments.stopping(),
        moments.outage(),
        // Who starts without a database has nothing to notice.
        plan.absentAtStart() ? OptionalDouble.empty() : moments.detected(),
        moments.recovered(),
        errorsDuring,
        errorsAfter,
        latencies.during(),
        latencies.outside(),
        health.latencies().max(),
        health.failures(),
        moments.states(),
        log.lost().size(),
        log.reconnected().size(),
        server.isAlive(),
        comparison,
        forgotten);
  }

  private static OptionalDouble errors(ServerApi api) {
    return api.metrics().sum(ERRORS);
  }

  private static OptionalDouble difference(OptionalDouble before, OptionalDouble after) {
    return before.isEmpty() || after.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(after.getAsDouble() - before.getAsDouble());
  }

  private static void pause(Duration duration) {
    if (!Pause.of(duration)) {
      throw Failures.loadStopped("interrupted");
    }
  }

  private static boolean await(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      pause(LOOK_AGAIN);
    }
    return true;
  }
}

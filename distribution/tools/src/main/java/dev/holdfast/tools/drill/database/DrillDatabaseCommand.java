package dev.holdfast.tools.drill.database;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Scratch;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.CtrlC;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import dev.holdfast.tools.launch.FreshServer;
import dev.holdfast.tools.launch.ServerStart;
import dev.holdfast.tools.load.DatabaseDrivers;
import java.io.IOException;
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

/** Stop PostgreSQL, start PostgreSQL: the drill of the reports, with a verdict. */
@Command(
    name = "database",
    header = "Stop the database under load, start it again, and check the server.",
    footer = {
      "  holdfast drill database --database-url postgresql://user:secret@host/test \\",
      "      --stop 'systemctl stop postgresql' --start 'systemctl start postgresql' --outage 12s",
      "  holdfast drill database --database-url postgresql://user:secret@host/test",
      "      without commands you are asked to stop and start the database"
    },
    description =
        "%nA fresh server of the distribution writes into the database that you name: take one for"
            + " tests. Exits with 1 when an acknowledged event is missing or stored twice, when a"
            + " write fails after the first good one, or when a limit is passed. A time is"
            + " 250ms, 12s or 2m; a limit of 0s is not judged.")
public final class DrillDatabaseCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();

  @Option(names = "--database-url", required = true, description = "PostgreSQL, for tests.")
  String databaseUrl = "";

  @Option(
      names = "--watch-url",
      description =
          "The address at which the drill itself reads the database. Default: --database-url")
  @Nullable String watchUrl;

  @Option(
      names = "--stop",
      paramLabel = "COMMAND",
      description = "Stops the database. Default: you are asked to")
  @Nullable String stop;

  @Option(
      names = "--start",
      paramLabel = "COMMAND",
      description =
          "Starts it again. Default: it returns when the stop command ends, or you are asked to")
  @Nullable String start;

  @Option(
      names = "--outage",
      converter = TimeSpan.class,
      description = "The time from the stop to the start command. Default: ${DEFAULT-VALUE}",
      defaultValue = "12s")
  Duration outage = Duration.ZERO;

  @Option(
      names = "--rate",
      description = "Events a second over all connections. Default: ${DEFAULT-VALUE}")
  double rate = 2_000;

  @Option(names = "--connections", description = "Number of producers. Default: ${DEFAULT-VALUE}")
  int connections = 2;

  @Option(
      names = "--lead",
      converter = TimeSpan.class,
      description = "Steady load before and after. Default: ${DEFAULT-VALUE}",
      defaultValue = "3s")
  Duration lead = Duration.ZERO;

  @Option(names = "--absent-at-start", description = "Stop the database before the server starts.")
  boolean absentAtStart;

  @Option(
      names = "--rows-vanish",
      description =
          "The stop command takes the stored rows with it (a dropped database, another host):"
              + " count what is sent after it.")
  boolean rowsVanish;

  @Option(
      names = "--patience",
      converter = TimeSpan.class,
      description = "Longest wait for the first row after the return. Default: ${DEFAULT-VALUE}",
      defaultValue = "60s")
  Duration patience = Duration.ZERO;

  @Option(
      names = "--catch-up",
      converter = TimeSpan.class,
      description =
          "The longest wait at the end until all events are stored. Default: ${DEFAULT-VALUE}",
      defaultValue = "2m")
  Duration catchUp = Duration.ZERO;

  @Option(
      names = "--detect-limit",
      converter = TimeSpan.class,
      description = "From the stop command to a server that knows. Default: ${DEFAULT-VALUE}",
      defaultValue = "1.5s")
  Duration detectLimit = Duration.ZERO;

  @Option(
      names = "--recover-limit",
      converter = TimeSpan.class,
      description = "From the return to the first row. Default: ${DEFAULT-VALUE}",
      defaultValue = "2s")
  Duration recoverLimit = Duration.ZERO;

  @Option(
      names = "--health-limit",
      converter = TimeSpan.class,
      description = "Slowest /health. Default: ${DEFAULT-VALUE}",
      defaultValue = "100ms")
  Duration healthLimit = Duration.ZERO;

  @Option(
      names = "--ack-limit",
      converter = TimeSpan.class,
      description = "p99 of acknowledgements during the outage. Default: ${DEFAULT-VALUE}",
      defaultValue = "0s")
  Duration acknowledgementLimit = Duration.ZERO;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if (connections < 1 || rate <= 0) {
      throw Failures.badValue("--connections, --rate", "", "numbers above 0");
    }
    if (!databaseUrl.matches("(jdbc:)?postgres(ql)?://.+")) {
      // Not repeated: there may be a password in it.
      throw Failures.badValue("--database-url", "", "postgresql://user:secret@host/name");
    }
    if (absentAtStart && stop == null) {
      throw Failures.badValue("--absent-at-start", "", "a --stop command with it");
    }
    DrillLimits limits =
        new DrillLimits(detectLimit, recoverLimit, healthLimit, acknowledgementLimit);
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), "holdfast-drill")) {
      terminal.say("the instance is in " + scratch.directory());
      DrillResult result = drill(scratch.directory(), terminal);
      List<String> findings = limits.judge(result);
      terminal.print(json ? result.json(findings) : result.text(findings));
      if (!findings.isEmpty()) {
        scratch.keep();
        terminal.say("FAILED; everything is kept in " + scratch.directory());
        return ExitCode.FAILURE;
      }
      return ExitCode.OK;
    }
  }

  private DrillResult drill(Path base, Terminal terminal) {
    DrillPlan plan =
        new DrillPlan(
            stop,
            start,
            outage,
            lead,
            connections,
            rate,
            absentAtStart,
            rowsVanish,
            patience,
            catchUp);
    ServerStart server =
        new ServerStart(
            installation.launchScript(),
            base,
            FreshServer.settings(settings),
            FreshServer.environment(databaseUrl));
    Path plugin = installation.home().resolve("plugins").resolve("database");
    DrillTimeline timeline = new DrillTimeline();
    try (DatabaseDrivers drivers = DatabaseDrivers.of(plugin);
        DatabaseWatch watch =
            new DatabaseWatch(drivers, watchUrl == null ? databaseUrl : watchUrl, timeline::add)) {
      return new DatabaseDrill(plan, server, timeline, watch, terminal).run();
    } catch (IOException e) {
      throw Failures.drillDatabase("the drivers in " + plugin + ": " + e.getMessage());
    }
  }
}

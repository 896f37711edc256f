package dev.holdfast.tools.drill.siege;

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
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything at once: a server that is besieged serves its good client. */
@Command(
    name = "siege",
    header =
        "Attack a fresh server in several ways at once, and check that a good producer is served.",
    footer = {
      "  holdfast drill siege",
      "  holdfast drill siege --scale 0.1 --duration 8s",
      "  holdfast drill siege --one-address",
      "      attackers and producer come from one address, as behind a proxy"
    },
    description =
        "%nStarts a server of the distribution and, against it, 2,000 requests whose bodies dribble,"
            + " 500 WebSocket messages that are not finished, 200 clients that do not read their"
            + " page, 5,000 connections in 5 s and 1,000 requests a second with methods that do not"
            + " exist. Exits with 1 when a limit is passed. It opens up to 8,700 sockets in this"
            + " process, and the server takes what web.max-connections allows: see ulimit -n. Attackers come from 127.0.0.2 to"
            + " 127.0.0.9, the producer from 127.0.0.1. Before a message of all of them that is not"
            + " finished can be refused it has to be sent: 450 MB go over the loopback device.")
public final class DrillSiegeCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();

  @Option(
      names = "--bodies",
      description = "Requests whose bodies arrive slowly. Default: ${DEFAULT-VALUE}")
  int bodies = 2_000;

  @Option(
      names = "--messages",
      description = "WebSocket messages that are never finished. Default: ${DEFAULT-VALUE}")
  int messages = 500;

  @Option(
      names = "--readers",
      description = "Clients that do not read their answer. Default: ${DEFAULT-VALUE}")
  int readers = 200;

  @Option(names = "--connects", description = "Connections in 5 s. Default: ${DEFAULT-VALUE}")
  int connects = 5_000;

  @Option(names = "--garbage", description = "Bad requests a second. Default: ${DEFAULT-VALUE}")
  int garbage = 1_000;

  @Option(
      names = "--scale",
      description = "A factor for all numbers of attackers. Default: ${DEFAULT-VALUE}")
  double scale = 1;

  @Option(names = "--one-address", description = "Attackers and producer use 127.0.0.1.")
  boolean oneAddress;

  @Option(names = "--rate", description = "Events a second. Default: ${DEFAULT-VALUE}")
  double rate = 1_000;

  @Option(
      names = "--lead",
      converter = TimeSpan.class,
      description =
          "How long the producer sends alone before the attack. Default: ${DEFAULT-VALUE}",
      defaultValue = "5s")
  Duration lead = Duration.ZERO;

  @Option(
      names = "--duration",
      converter = TimeSpan.class,
      description = "Duration of the attack. Default: ${DEFAULT-VALUE}",
      defaultValue = "20s")
  Duration duration = Duration.ZERO;

  @Option(
      names = "--ack-limit",
      converter = TimeSpan.class,
      description = "p99 of acknowledgements. Default: ${DEFAULT-VALUE}",
      defaultValue = "100ms")
  Duration acknowledgementLimit = Duration.ZERO;

  @Option(
      names = "--health-limit",
      converter = TimeSpan.class,
      description = "p99 of /health and /metrics. Default: ${DEFAULT-VALUE}",
      defaultValue = "100ms")
  Duration healthLimit = Duration.ZERO;

  @Option(names = "--resident-limit", description = "Megabytes. Default: ${DEFAULT-VALUE}")
  double residentLimit = 250;

  @Option(names = "--log-limit", description = "Megabytes. Default: ${DEFAULT-VALUE}")
  double logLimit = 1;

  @Option(
      names = "--normal-limit",
      converter = TimeSpan.class,
      description =
          "The longest time from the end of the attack to normal service. Default: ${DEFAULT-VALUE}",
      defaultValue = "10s")
  Duration normalLimit = Duration.ZERO;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if (scale <= 0 || rate <= 0) {
      throw Failures.badValue("--scale, --rate", "", "numbers above 0");
    }
    SiegePlan plan =
        new SiegePlan(
                bodies, messages, readers, connects, garbage, rate, lead, duration, oneAddress)
            .scaled(scale);
    SiegeLimits limits =
        new SiegeLimits(acknowledgementLimit, healthLimit, residentLimit, logLimit, normalLimit);
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), "holdfast-siege")) {
      ServerStart server =
          new ServerStart(
              installation.launchScript(),
              scratch.directory(),
              FreshServer.settings(settings),
              Map.of());
      SiegeResult result = new Siege(plan, limits, server, terminal).run();
      terminal.print(json ? result.json() : result.text());
      if (!result.passed()) {
        scratch.keep();
        terminal.say("FAILED; everything is kept in " + scratch.directory());
        return ExitCode.FAILURE;
      }
      return ExitCode.OK;
    }
  }
}

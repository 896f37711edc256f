package dev.holdfast.console;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be asked of the server's database, through the server. */
@Command(
    name = "db",
    header = "Look at the server's database and operate it.",
    footer = {
      "  holdfast db status                 state, latency, pool, hosts, last outage",
      "  holdfast db monitor                the same, every second",
      "  holdfast db reconnect              give every connection up and open new ones",
      "  holdfast db statements on          log every statement for 10 minutes"
    },
    commandListHeading = "%nCommands:%n",
    subcommands = {
      DatabaseStatusCommand.class,
      DatabaseMonitorCommand.class,
      DatabaseReconnectCommand.class,
      DatabaseStatementsCommand.class
    })
final class DatabaseCommand implements Callable<Integer> {
  static final String PATH = "/admin/database";

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec here = requireNonNull(spec);
    here.commandLine().usage(here.commandLine().getErr());
    return ExitCode.USAGE;
  }
}

package dev.holdfast.console.command.admin;

import dev.holdfast.console.terminal.CommandGroup;
import picocli.CommandLine.Command;

/** What can be asked of the server's database, through the server. */
@Command(
    name = "db",
    header = "Show the server's database, and operate it.",
    footer = {
      "  holdfast db status                 show state, latency, pool, hosts, last outage",
      "  holdfast db monitor                show the same every second",
      "  holdfast db reconnect              close every connection and open new ones",
      "  holdfast db statements on          log every statement for 10 minutes"
    },
    commandListHeading = "%nCommands:%n",
    subcommands = {
      DatabaseStatusCommand.class,
      DatabaseMonitorCommand.class,
      DatabaseReconnectCommand.class,
      DatabaseStatementsCommand.class
    })
public final class DatabaseCommand extends CommandGroup {
  static final String PATH = "/admin/database";
}

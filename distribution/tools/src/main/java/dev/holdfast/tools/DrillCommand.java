package dev.holdfast.tools;

import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.tools.drill.database.DrillDatabaseCommand;
import dev.holdfast.tools.drill.siege.DrillSiegeCommand;
import picocli.CommandLine.Command;

/** What goes wrong one day, done on purpose and judged. */
@Command(
    name = "drill",
    header = "Attack a fresh server, or stop its database, under load, and check it.",
    footer = {
      "  holdfast drill database --database-url postgresql://user:secret@host/test",
      "  holdfast drill siege"
    },
    subcommands = {DrillDatabaseCommand.class, DrillSiegeCommand.class})
final class DrillCommand extends CommandGroup {}

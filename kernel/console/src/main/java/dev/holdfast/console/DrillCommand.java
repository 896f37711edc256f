package dev.holdfast.console;

import picocli.CommandLine.Command;

/** What goes wrong one day, done on purpose and judged. */
@Command(
    name = "drill",
    header = "Take something away from a fresh server under load, give it back, and judge.",
    footer = {"  holdfast drill database --database-url postgresql://user:secret@host/test"},
    subcommands = DrillDatabaseCommand.class)
final class DrillCommand extends CommandGroup {}

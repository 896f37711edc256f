package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.terminal.CommandGroup;
import picocli.CommandLine.Command;

/** Groups what has to do with service managers. */
@Command(
    name = "service",
    header = "Make the server a service that starts with the machine.",
    footer = "  holdfast service install --user holdfast",
    subcommands = ServiceInstallCommand.class)
public final class ServiceCommand extends CommandGroup {}

package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.terminal.CommandGroup;
import picocli.CommandLine.Command;

/** Groups what has to do with service managers. */
@Command(
    name = "service",
    header = "Install the server as a service that starts at boot.",
    footer = "  holdfast service install --user holdfast",
    subcommands = ServiceInstallCommand.class)
public final class ServiceCommand extends CommandGroup {}

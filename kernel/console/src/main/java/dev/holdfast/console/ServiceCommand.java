package dev.holdfast.console;

import picocli.CommandLine.Command;

/** Groups what has to do with service managers. */
@Command(
    name = "service",
    header = "Make the server a service that starts with the machine.",
    footer = "  holdfast service install --user holdfast",
    subcommands = ServiceInstallCommand.class)
final class ServiceCommand extends CommandGroup {}

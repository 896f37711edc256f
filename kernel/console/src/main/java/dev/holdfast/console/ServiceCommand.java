package dev.holdfast.console;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups what has to do with service managers. */
@Command(
    name = "service",
    header = "Make the server a service that starts with the machine.",
    footer = "  holdfast service install --user holdfast",
    subcommands = ServiceInstallCommand.class)
final class ServiceCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec here = requireNonNull(spec);
    here.commandLine().usage(here.commandLine().getErr());
    return ExitCode.USAGE;
  }
}

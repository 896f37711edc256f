package dev.holdfast.console;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What goes wrong one day, done on purpose and judged. */
@Command(
    name = "drill",
    header = "Take something away from a fresh server under load, give it back, and judge.",
    footer = {"  holdfast drill database --database-url postgresql://user:secret@host/test"},
    subcommands = DrillDatabaseCommand.class)
final class DrillCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec here = requireNonNull(spec);
    here.commandLine().usage(here.commandLine().getErr());
    return ExitCode.USAGE;
  }
}

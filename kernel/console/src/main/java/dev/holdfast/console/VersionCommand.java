package dev.holdfast.console;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.ProgramVersion;
import dev.holdfast.console.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this is. */
@Command(
    name = "version",
    header = "Print the version of Holdfast and of the Java that runs it.",
    footer = "  holdfast version")
final class VersionCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal.of(requireNonNull(spec)).print(line());
    return ExitCode.OK;
  }

  static String line() {
    return "holdfast "
        + ProgramVersion.number()
        + ", Java "
        + Runtime.version()
        + " of "
        + vendor();
  }

  private static String vendor() {
    return System.getProperty("java.vendor", "an unknown vendor");
  }
}

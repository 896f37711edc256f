package dev.holdfast.console.terminal;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that has others below it: by itself it says which there are. */
public abstract class CommandGroup implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public final Integer call() {
    CommandSpec here = requireNonNull(spec);
    here.commandLine().usage(here.commandLine().getErr());
    return ExitCode.USAGE;
  }

  protected final Terminal terminal() {
    return Terminal.of(requireNonNull(spec));
  }

  /** Prints what the server has answered: as it came, or as lines for a person. */
  protected final void print(boolean json, String answer, Iterable<String> lines) {
    Terminal terminal = terminal();
    if (json) {
      terminal.print(answer.strip());
    } else {
      lines.forEach(terminal::print);
    }
  }
}

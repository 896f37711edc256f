package dev.holdfast.console.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The two outputs of a command.
 *
 * @param out results, for the next program in the pipe
 * @param err messages, for the person
 */
public record Terminal(PrintWriter out, PrintWriter err) {
  public static Terminal of(CommandSpec spec) {
    return new Terminal(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  /** Whether a person sits at the screen, and the output goes nowhere else. */
  public static boolean isInteractive() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** Something for the person to read while it happens. */
  public void say(String line) {
    err.println(line);
    err.flush();
  }

  /** A line of the result. */
  public void print(String line) {
    out.println(line);
    out.flush();
  }
}

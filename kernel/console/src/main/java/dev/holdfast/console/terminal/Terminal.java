package dev.holdfast.console.terminal;

import java.io.PrintWriter;
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

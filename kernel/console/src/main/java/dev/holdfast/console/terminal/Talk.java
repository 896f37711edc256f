package dev.holdfast.console.terminal;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks.
 *
 * @param out data, for the next program in the pipe
 * @param err talk, for the person
 */
public record Talk(PrintWriter out, PrintWriter err) {
  public static Talk of(CommandSpec spec) {
    return new Talk(spec.commandLine().getOut(), spec.commandLine().getErr());
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

package dev.holdfast.console;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command speaks.
 *
 * @param out data, for the next program in the pipe
 * @param err talk, for the person
 */
record Talk(PrintWriter out, PrintWriter err) {
  static Talk of(CommandSpec spec) {
    return new Talk(spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  /** Something for the person to read while it happens. */
  void say(String line) {
    err.println(line);
    err.flush();
  }

  /** A line of the result. */
  void print(String line) {
    out.println(line);
    out.flush();
  }
}

package dev.holdfast.console;

import dev.holdfast.console.instance.EmbeddedServer;
import java.io.PrintWriter;
import java.util.List;
import java.util.spi.ToolProvider;

/** Stands where the server stands on the class path of a distribution. */
public final class FakeServerTool implements ToolProvider {
  static List<String> arguments = List.of();
  static int exitCode;
  static String output = "";
  static String missingClass = "";

  static void reset() {
    arguments = List.of();
    exitCode = 0;
    output = "";
    missingClass = "";
  }

  @Override
  public String name() {
    return EmbeddedServer.NAME;
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... given) {
    arguments = List.of(given);
    out.print(output);
    if (!missingClass.isEmpty()) {
      throw new NoClassDefFoundError(missingClass);
    }
    return exitCode;
  }
}

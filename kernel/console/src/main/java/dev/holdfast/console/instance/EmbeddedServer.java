package dev.holdfast.console.instance;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * The server in this JVM, found through the JDK's own contract for tools so that neither side
 * imports the other.
 */
public final class EmbeddedServer {
  public static final String NAME = "holdfast-server";

  private EmbeddedServer() {}

  public static int run(String command, Path base, List<String> settings, Terminal terminal) {
    return run(command, base, settings, List.of(), terminal);
  }

  /**
   * Lets the server do something.
   *
   * @param more words that only this command has
   */
  public static int run(
      String command, Path base, List<String> settings, List<String> more, Terminal terminal) {
    ToolProvider server =
        ToolProvider.findFirst(NAME).orElseThrow(() -> Failures.serverMissing(NAME));
    List<String> arguments = new ArrayList<>(List.of(command, "--base", base.toString()));
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    arguments.addAll(more);
    return server.run(terminal.out(), terminal.err(), arguments.toArray(String[]::new));
  }
}

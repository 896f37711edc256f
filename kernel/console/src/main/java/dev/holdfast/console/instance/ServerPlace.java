package dev.holdfast.console.instance;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the configuration says about the place of an instance; the server reads it, nobody else can.
 *
 * @param shutdownLimit how long an orderly end of the server may take
 */
public record ServerPlace(InstanceFiles files, Duration shutdownLimit) {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(30);

  /** The place; a configuration that is not valid ends the command with the server's own words. */
  public static ServerPlace of(Path base, List<String> settings, Terminal terminal) {
    StringWriter said = new StringWriter();
    int code =
        EmbeddedServer.run(
            "where", base, settings, new Terminal(new PrintWriter(said), terminal.err()));
    if (code != ExitCode.OK) {
      throw new ConfigurationRefused(code);
    }
    return read(base, said.toString());
  }

  /** The place; the usual one when the configuration is not valid now. */
  public static ServerPlace ofRunning(Path base) {
    StringWriter said = new StringWriter();
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    int code =
        EmbeddedServer.run("where", base, List.of(), new Terminal(new PrintWriter(said), nowhere));
    return read(base, code == ExitCode.OK ? said.toString() : "");
  }

  private static ServerPlace read(Path base, String said) {
    Path data = base.resolve("data");
    Duration limit = USUAL_LIMIT;
    for (String line : said.lines().toList()) {
      if (line.startsWith("data=")) {
        data = Path.of(line.substring("data=".length()));
      } else if (line.startsWith("shutdown-limit-ms=")) {
        limit = Duration.ofMillis(Long.parseLong(line.substring("shutdown-limit-ms=".length())));
      }
    }
    return new ServerPlace(new InstanceFiles(base, data), limit);
  }

  /** The server has said all there is to say. */
  public static final class ConfigurationRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    ConfigurationRefused(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }
}

package dev.holdfast.tools.launch;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How to start a server of the distribution.
 *
 * @param script bin/holdfast
 * @param base the instance; kept from start to start
 * @param settings above the configuration file
 * @param environment added to the environment of this process
 */
public record ServerStart(
    Path script, Path base, List<String> settings, Map<String, String> environment) {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  public ServerProcess launch() {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // A process group of its own: Ctrl-C in this terminal is for us, and we stop the server.
      command.add(SETSID.toString());
    }
    command.addAll(List.of(script.toString(), "run", "--base", base.toString()));
    for (String setting : settings) {
      command.addAll(List.of("--set", setting));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Load must not reach a real database only because this shell knows one.
    builder.environment().remove(FreshServer.DATABASE_URL);
    builder.environment().putAll(environment);
    Path log = base.resolve("console.log");
    try {
      Files.createDirectories(base);
      return new ServerProcess(builder.start(), log);
    } catch (IOException e) {
      throw Failures.didNotStart(String.valueOf(e.getMessage()), log);
    }
  }
}

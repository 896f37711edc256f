package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How much a running server writes into its log. */
@Command(
    name = "log",
    header = "Change the log levels of the running server for a time.",
    footer = {
      "  holdfast log level dev.holdfast.database DEBUG --for 10m",
      "  holdfast log ls                    list changed levels and their ends",
      "  holdfast log reset dev.holdfast.database"
    },
    commandListHeading = "%nCommands:%n")
public final class LogCommand extends CommandGroup {
  static final String PATH = "/admin/log";
  private static final String LEVELS = PATH + "/levels";

  enum Level {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  @Command(
      name = "ls",
      header = "List the loggers whose level differs from the configuration.",
      footer = {"  holdfast log ls"},
      exitCodeList = {"0:the list", ExitCode.NOT_ASKED})
  int list(@Mixin AdminAccess access) {
    return ask(access, "GET", LEVELS);
  }

  @Command(
      name = "level",
      header = "Change the level of a logger, and of all below it, for a time.",
      footer = {"  holdfast log level dev.holdfast.database DEBUG --for 10m"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int level(
      @Mixin AdminAccess access,
      @Parameters(
              paramLabel = "LOGGER",
              description = "A logger, as named in the lines of the log.")
          String logger,
      @Parameters(paramLabel = "LEVEL", description = "${COMPLETION-CANDIDATES}.") Level level,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              converter = TimeSpan.class,
              defaultValue = "10m",
              description = "How long the change lasts, 1s to 24h. Default: ${DEFAULT-VALUE}.")
          Duration time) {
    String path = path(logger) + "/" + level.name().toUpperCase(Locale.ROOT);
    return ask(access, "PUT", path + "?seconds=" + time.toSeconds());
  }

  @Command(
      name = "reset",
      header = "Set a logger back to its configured level.",
      footer = {"  holdfast log reset dev.holdfast.database"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int reset(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "LOGGER", description = "A logger from holdfast log ls.")
          String logger) {
    return ask(access, "DELETE", path(logger));
  }

  private static String path(String logger) {
    if (!logger.matches("[\\w$]+(\\.[\\w$]+)*")) {
      throw Failures.badValue("LOGGER", logger, "a name such as dev.holdfast.database");
    }
    return LEVELS + "/" + logger;
  }

  private int ask(AdminAccess access, String method, String path) {
    try (ServerApi server = access.open()) {
      String answer = server.operate(method, path, "");
      List<Members> levels = Members.parse(server.address() + path, answer).objects("levels");
      Terminal terminal = terminal();
      for (Members each : levels) {
        terminal.print(
            each.text("logger")
                + " logs at "
                + each.text("level")
                + " until "
                + each.second("until"));
      }
      if (levels.isEmpty()) {
        terminal.print("every logger has its configured level");
      }
      return ExitCode.OK;
    }
  }
}

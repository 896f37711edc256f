package dev.holdfast.console.command.plugins;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be asked of the plugins of a running server, and how one begins. */
@Command(
    name = "plugins",
    header = "Look at the plugins of the running server, operate them, begin one of your own.",
    footer = {
      "  holdfast plugins ls                which there are, and how they are",
      "  holdfast plugins info journal      all that is known of one",
      "  holdfast plugins restart ingest    stop it and start it again; the rest runs on",
      "  holdfast plugins release ingest    start one that was left alone",
      "  holdfast plugins new weather       write a project for one of your own"
    },
    commandListHeading = "%nCommands:%n",
    subcommands = PluginsNewCommand.class)
public final class PluginsCommand extends CommandGroup {
  static final String PATH = "/admin/plugins";

  @Command(
      name = "ls",
      header = "List all plugins, one a line.",
      footer = {"  holdfast plugins ls", "  holdfast plugins ls --json"},
      exitCodeList = {"0:all of them run", "1:some do not", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the server's own answer.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", PATH, "");
      PluginsReport report = PluginsReport.parse(server.address() + PATH, answer);
      print(json, answer, report.lines());
      return report.allRun() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  @Command(
      name = "info",
      header = "Show all that is known of one plugin.",
      footer = {"  holdfast plugins info journal"},
      exitCodeList = {"0:it runs", "1:it does not", ExitCode.NOT_ASKED})
  int info(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "Of the plugin.") String name,
      @Option(names = "--json", description = "Print the server's own answer.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", path(name), "");
      PluginReport report = PluginReport.parse(server.address() + path(name), answer);
      print(json, answer, report.lines());
      return report.runs() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  @Command(
      name = "restart",
      header = "Stop a plugin and start it again; those who use it follow, the rest runs on.",
      footer = {"  holdfast plugins restart ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int restart(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "Of the plugin.") String name) {
    return operate(access, name, "restart", "Running");
  }

  @Command(
      name = "quarantine",
      header = "Stop a plugin and leave it alone, also after a restart, until it is released.",
      footer = {"  holdfast plugins quarantine ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int quarantine(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "Of the plugin.") String name) {
    return operate(access, name, "quarantine", "Quarantined");
  }

  @Command(
      name = "release",
      header = "Start a plugin that failed too often, or that somebody put into quarantine.",
      footer = {"  holdfast plugins release ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int release(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "Of the plugin.") String name) {
    return operate(access, name, "release", "Running");
  }

  @Command(
      name = "reload",
      header = "Read a plugin's jar and configuration again; the old one is kept if that fails.",
      footer = {"  holdfast plugins reload ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int reload(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "Of the plugin.") String name) {
    return operate(access, name, "reload", "Running");
  }

  private int operate(AdminAccess access, String name, String operation, String wanted) {
    try (ServerApi server = access.open()) {
      String path = path(name) + "/" + operation;
      String answer = server.operate("POST", path, "");
      PluginReport report = PluginReport.parse(server.address() + path, answer);
      terminal().print(report.line());
      return report.state().equals(wanted) ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private static String path(String name) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw Failures.badValue("NAME", name, "the name of a plugin, such as journal");
    }
    return PATH + "/" + name;
  }
}

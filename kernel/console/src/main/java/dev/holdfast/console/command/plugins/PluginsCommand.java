package dev.holdfast.console.command.plugins;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
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
    header =
        "List, restart, quarantine, reload and purge plugins of the running server; create your own.",
    footer = {
      "  holdfast plugins ls                list the plugins and their states",
      "  holdfast plugins info journal      show the details of a plugin",
      "  holdfast plugins restart ingest    stop a plugin and start it again; the other plugins keep running",
      "  holdfast plugins release ingest    start a plugin that is in quarantine",
      "  holdfast plugins purge weather     show what a removed plugin has left behind; delete it with --yes",
      "  holdfast plugins new weather       create a project for your own plugin"
    },
    commandListHeading = "%nCommands:%n",
    subcommands = PluginsNewCommand.class)
public final class PluginsCommand extends CommandGroup {
  static final String PATH = "/admin/plugins";

  @Command(
      name = "ls",
      header = "List all plugins, one a line.",
      footer = {"  holdfast plugins ls", "  holdfast plugins ls --json"},
      exitCodeList = {"0:all plugins run", "1:some do not", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", PATH, "");
      PluginsReport report = PluginsReport.parse(server.address() + PATH, answer);
      print(json, answer, report.lines());
      return report.allRun() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  @Command(
      name = "info",
      header = "Show the details of a plugin.",
      footer = {"  holdfast plugins info journal"},
      exitCodeList = {"0:the plugin runs", "1:it does not", ExitCode.NOT_ASKED})
  int info(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "The name of the plugin.") String name,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", path(name), "");
      PluginReport report = PluginReport.parse(server.address() + path(name), answer);
      print(json, answer, report.lines());
      return report.runs() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  @Command(
      name = "restart",
      header = "Restart a plugin and the plugins that use it; the others keep running.",
      footer = {"  holdfast plugins restart ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int restart(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "The name of the plugin.") String name) {
    return operate(access, name, "restart", "Running");
  }

  @Command(
      name = "quarantine",
      header = "Stop a plugin until it is released, even across restarts.",
      footer = {"  holdfast plugins quarantine ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int quarantine(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "The name of the plugin.") String name) {
    return operate(access, name, "quarantine", "Quarantined");
  }

  @Command(
      name = "release",
      header = "Start a plugin that is in quarantine, after failures or by order.",
      footer = {"  holdfast plugins release ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int release(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "The name of the plugin.") String name) {
    return operate(access, name, "release", "Running");
  }

  @Command(
      name = "reload",
      header =
          "Load a plugin's jar and configuration again; if that fails, the old version keeps running.",
      footer = {"  holdfast plugins reload ingest"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int reload(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "The name of the plugin.") String name) {
    return operate(access, name, "reload", "Running");
  }

  @Command(
      name = "purge",
      header = "Show what a removed plugin has left behind; with --yes delete it for good.",
      description = {
        "Its data folder, its readers of the journal with the events kept for them, the state of its jobs and its"
            + " quarantine. Its block in conf/holdfast.conf and its tables in the database stay."
      },
      footer = {
        "  holdfast plugins purge weather                  show what is left",
        "  holdfast plugins purge weather --yes            delete it",
        "  holdfast plugins purge weather --yes --force    delete also what is nowhere else"
      },
      exitCodeList = {
        ExitCode.OPERATED,
        ExitCode.NOT_OPERATED,
        "2:something is left, and --yes is missing",
        ExitCode.NOT_ASKED
      })
  int purge(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "The name of a plugin that was removed.")
          String name,
      @Option(names = "--yes", description = "Confirm. Without it nothing is deleted.") boolean yes,
      @Option(names = "--force", description = "Delete also what is nowhere else.") boolean force) {
    try (ServerApi server = access.open()) {
      String path = path(name) + "/leftovers";
      String asked = yes ? path + (force ? "?force=true" : "") : path;
      String answer = server.operate(yes ? "DELETE" : "GET", asked, "");
      LeftoversReport report =
          new LeftoversReport(Members.parse(server.address() + path, answer), yes);
      report.lines().forEach(terminal()::print);
      if (!yes && !report.isEmpty()) {
        throw Failures.notConfirmed("a purge is for good");
      }
      return ExitCode.OK;
    }
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

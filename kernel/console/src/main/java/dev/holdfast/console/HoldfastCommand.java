package dev.holdfast.console;

import dev.holdfast.console.command.admin.AlertsCommand;
import dev.holdfast.console.command.admin.ClientsCommand;
import dev.holdfast.console.command.admin.DatabaseCommand;
import dev.holdfast.console.command.admin.DeadLettersCommand;
import dev.holdfast.console.command.admin.ErrorsCommand;
import dev.holdfast.console.command.admin.JobsCommand;
import dev.holdfast.console.command.admin.JournalCommand;
import dev.holdfast.console.command.admin.LogCommand;
import dev.holdfast.console.command.events.SendCommand;
import dev.holdfast.console.command.events.TailCommand;
import dev.holdfast.console.command.health.DoctorCommand;
import dev.holdfast.console.command.health.HealthCommand;
import dev.holdfast.console.command.health.IncidentCommand;
import dev.holdfast.console.command.lifecycle.CheckConfigCommand;
import dev.holdfast.console.command.lifecycle.ConfigCommand;
import dev.holdfast.console.command.lifecycle.RestartCommand;
import dev.holdfast.console.command.lifecycle.RunCommand;
import dev.holdfast.console.command.lifecycle.ServiceCommand;
import dev.holdfast.console.command.lifecycle.StartCommand;
import dev.holdfast.console.command.lifecycle.StatusCommand;
import dev.holdfast.console.command.lifecycle.StopCommand;
import dev.holdfast.console.command.lifecycle.SuperviseCommand;
import dev.holdfast.console.command.plugins.PluginsCommand;
import dev.holdfast.console.terminal.CommandGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What all commands share. */
@Command(
    name = "holdfast",
    header = "Holds on to real-time data.",
    footer = {
      "  holdfast run                       start the server in the foreground; Ctrl-C stops it",
      "  holdfast start                     start it in the background and keep it running; see also stop, status",
      "  holdfast demo                      start a server with a live producer, to try Holdfast",
      "  holdfast send '{\"speed\":7}'        send an event; holdfast tail -f shows the stored events",
      "  holdfast health                    show the health of the server; exit code 0, 1 or 2",
      "  holdfast doctor                    find faults, their causes, and what to type",
      "  holdfast db status                 show the database: state, pool, last outage",
      "  holdfast config explain web.port   explain a setting and the source of its value",
      "  holdfast plugins ls                list the plugins and their states",
      "  holdfast dead-letters ls           list the events that the database refused; see also replay, drop",
      "  holdfast incident show             show the newest diagnostic bundle: threads, memory, states, log",
      "  holdfast plugins new weather       create a project for your own plugin",
      "  holdfast alerts ls                 list incidents and channels; alerts test sends a test",
      "  holdfast verify --rounds 50        kill the server 50 times under load and prove that no event is lost"
    },
    commandListHeading = "",
    scope = ScopeType.LOCAL,
    mixinStandardHelpOptions = false,
    subcommands = {
      RunCommand.class,
      StartCommand.class,
      StopCommand.class,
      RestartCommand.class,
      StatusCommand.class,
      SuperviseCommand.class,
      ServiceCommand.class,
      CheckConfigCommand.class,
      ConfigCommand.class,
      SendCommand.class,
      TailCommand.class,
      HealthCommand.class,
      DoctorCommand.class,
      DatabaseCommand.class,
      PluginsCommand.class,
      AlertsCommand.class,
      ErrorsCommand.class,
      LogCommand.class,
      ClientsCommand.class,
      JobsCommand.class,
      IncidentCommand.class,
      JournalCommand.class,
      DeadLettersCommand.class,
      VersionCommand.class
    })
final class HoldfastCommand extends CommandGroup {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version, and that of Java.")
  boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "After an error, print its stack trace.")
  boolean stacktrace;
}

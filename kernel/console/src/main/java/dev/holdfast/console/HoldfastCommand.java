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
import dev.holdfast.console.demo.DemoCommand;
import dev.holdfast.console.measurement.BenchCommand;
import dev.holdfast.console.measurement.SoakCommand;
import dev.holdfast.console.measurement.VerifyCommand;
import dev.holdfast.console.terminal.CommandGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What all commands share. */
@Command(
    name = "holdfast",
    header = "Holds on to real-time data.",
    footer = {
      "  holdfast run                       start the server, stop it with Ctrl-C",
      "  holdfast start                     the same in the background, and kept running; stop,"
          + " status",
      "  holdfast demo                      a server with a live producer, to look around",
      "  holdfast send '{\"speed\":7}'        an event; holdfast tail -f shows what is stored",
      "  holdfast health                    is it well? exit code 0, 1 or 2",
      "  holdfast doctor                    what is wrong, why, and what to type",
      "  holdfast db status                 the database: state, pool, last outage",
      "  holdfast config explain web.port   what a setting is, and where its value comes from",
      "  holdfast plugins ls                which plugins there are, and how they are",
      "  holdfast dead-letters ls           what could not be stored, and why; replay, drop",
      "  holdfast incident show             the newest diagnostic bundle: what happened, who holds the memory",
      "  holdfast plugins new weather       begin a plugin of your own",
      "  holdfast alerts ls                 what is wrong, and who is told; alerts test tries it",
      "  holdfast verify --rounds 50        the proof of no loss: kill -9, again and again"
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
      DemoCommand.class,
      VerifyCommand.class,
      BenchCommand.class,
      SoakCommand.class,
      DrillCommand.class,
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
      description = "After an error, show where in the program it happened.")
  boolean stacktrace;
}

package dev.holdfast.console.command.admin;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Switches the log of every statement, which is off by default. */
@Command(
    name = "statements",
    header = "Log every database statement for a time: operation, duration, rows, outcome.",
    footer = {"  holdfast db statements on --for 10m", "  holdfast db statements off"},
    exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
final class DatabaseStatementsCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofDays(1);

  enum Wish {
    ON,
    OFF
  }

  @Mixin AdminAccess access = new AdminAccess();

  @Parameters(paramLabel = "on|off", description = "Start or stop the log.")
  @Nullable Wish wish;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "10m",
      description = "How long statements are logged, 1s to 24h. Default: ${DEFAULT-VALUE}.")
  Duration time = Duration.ZERO;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0) {
      throw Failures.badValue("--for", TimeSpan.text(time), "a time from 1s to 24h");
    }
    boolean on = wish == Wish.ON;
    try (ServerApi server = access.open()) {
      server.operate("PUT", DatabaseCommand.PATH + "/statements", body(on));
    }
    Terminal.of(requireNonNull(spec))
        .print(
            on
                ? "statements are logged for " + TimeSpan.text(time)
                : "statements are no longer logged");
    return ExitCode.OK;
  }

  private String body(boolean on) {
    return Json.object(json -> {
      json.writeBooleanProperty("log", on);
      if (on) {
        json.writeNumberProperty("forSeconds", time.toSeconds());
      }
    });
  }
}

package dev.holdfast.console.command.admin;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks once. */
@Command(
    name = "status",
    header = "Show the state of the server's database, its pool and its last outage.",
    footer = {"  holdfast db status", "  holdfast db status --json"},
    exitCodeList = {ExitCode.DATABASE_UP, ExitCode.DATABASE_DEGRADED, ExitCode.DATABASE_DOWN})
final class DatabaseStatusCommand implements Callable<Integer> {
  @Mixin AdminAccess access = new AdminAccess();

  @Option(names = "--json", description = "Print the answer of the server.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", DatabaseCommand.PATH, "");
      DatabaseReport report = DatabaseReport.parse(server.address() + DatabaseCommand.PATH, answer);
      if (json) {
        terminal.print(answer.strip());
      } else {
        report.lines().forEach(terminal::print);
      }
      return report.exitCode();
    } catch (Failure failure) {
      throw failure.asDown();
    }
  }
}

package dev.holdfast.console.command.admin;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Terminal;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gives all connections up. Safe under load: what was under way is done again by the server. */
@Command(
    name = "reconnect",
    header = "Close every connection to the database and open new ones; no event is lost.",
    footer = {
      "  holdfast db reconnect",
      "  holdfast db reconnect --url http://hut:8080 --token-file t"
    },
    exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
final class DatabaseReconnectCommand implements Callable<Integer> {
  @Mixin AdminAccess access = new AdminAccess();

  @Option(names = "--json", description = "Print the answer of the server.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    try (ServerApi server = access.open()) {
      String path = DatabaseCommand.PATH + "/reconnect";
      String answer = server.operate("POST", path, "");
      Members result = Members.parse(server.address() + path, answer);
      boolean done = result.isTrue("reconnected");
      terminal.print(json ? answer.strip() : sentence(done, result));
      return done ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private static String sentence(boolean done, Members result) {
    return String.format(
        Locale.ROOT,
        "%s after %d ms: %s, pool number %d",
        done ? "reconnected" : "not reconnected",
        result.whole("tookMs"),
        result.text("state"),
        result.whole("epoch"));
  }
}

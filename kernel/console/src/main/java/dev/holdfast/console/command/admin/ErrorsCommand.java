package dev.holdfast.console.command.admin;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Terminal;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What went wrong in a running server, the same thing once. */
@Command(
    name = "errors",
    header = "List recent warnings and errors of the running server, grouped.",
    footer = {
      "  holdfast errors                    list each kind with its count, first and last time, and an example",
      "  holdfast errors --slow             list requests that took longer than web.slow-request",
      "  holdfast errors --clear            forget them, so that only new ones are listed"
    },
    exitCodeList = {"0:there are none", "1:there are some", ExitCode.NOT_ASKED})
public final class ErrorsCommand implements Callable<Integer> {
  private static final String PATH = LogCommand.PATH + "/errors";
  private static final String SLOW = LogCommand.PATH + "/slow";

  @Mixin AdminAccess access = new AdminAccess();

  @Option(names = "--slow", description = "Slow requests instead.")
  boolean slow;

  @Option(names = "--clear", description = "Forget all that is known.")
  boolean clear;

  @Option(names = "--json", description = "Print the answer of the server.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    try (ServerApi server = access.open()) {
      String path = slow ? SLOW : PATH;
      String answer = server.operate(clear && !slow ? "DELETE" : "GET", path, "");
      Members members = Members.parse(server.address() + path, answer);
      Terminal terminal = Terminal.of(requireNonNull(spec));
      if (json) {
        terminal.print(answer.strip());
      } else if (slow) {
        showSlow(terminal, members);
      } else {
        showErrors(terminal, members);
      }
      return members.objects(slow ? "slow" : "errors").isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private static void showErrors(Terminal terminal, Members answer) {
    List<Members> errors = answer.objects("errors");
    for (Members error : errors) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "%-5s %6d x  %s .. %s  %s",
              error.text("level"),
              error.whole("count"),
              error.second("first"),
              error.second("last"),
              error.text("logger")));
      terminal.print("      " + error.text("example"));
      error.texts("stack").forEach(line -> terminal.print("        " + line));
    }
    if (errors.isEmpty()) {
      terminal.print("no warnings and no errors");
    }
    if (answer.whole("missed") > 0) {
      terminal.say(
          answer.whole("missed")
              + " other kinds were dropped because there were too many; see the log");
    }
  }

  private static void showSlow(Terminal terminal, Members answer) {
    for (Members each : answer.objects("slow")) {
      terminal.print(
          String.format(
              Locale.ROOT,
              "%s  %6d ms  %d  %s %s",
              each.second("at"),
              each.whole("tookMs"),
              each.whole("status"),
              each.text("method"),
              each.text("path")));
    }
    terminal.print(
        String.format(
            Locale.ROOT,
            "%d requests took longer than %d ms since the start",
            answer.whole("count"),
            answer.whole("limitMs")));
  }
}

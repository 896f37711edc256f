package dev.holdfast.console.command.events;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.client.StoredEvents.Stored;
import dev.holdfast.console.terminal.CtrlC;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.ScreenWidth;
import dev.holdfast.console.terminal.Terminal;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what was stored last, and what comes. */
@Command(
    name = "tail",
    header = "Show the newest stored events, one per line; with -f also new ones as they come.",
    footer = {
      "  holdfast tail",
      "  holdfast tail -f --type wind           until Ctrl-C",
      "  holdfast tail -n 1000 --json | jq .data"
    },
    exitCodeList = {"0:done", "1:the server could not read the events", ExitCode.NOT_ASKED})
public final class TailCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  @Mixin AdminAccess access = new AdminAccess();

  @Option(
      names = {"-n", "--lines"},
      description = "How many events, 0 to 10000. Default: ${DEFAULT-VALUE}")
  int lines = 10;

  @Option(
      names = {"-f", "--follow"},
      description = "Also show new events until Ctrl-C, even across restarts of the server.")
  boolean follow;

  @Option(names = "--source", description = "Only events of this source.")
  @Nullable String source;

  @Option(names = "--type", description = "Only events of this type.")
  @Nullable String type;

  @Option(names = "--json", description = "Print each event as CloudEvents JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (lines < 0 || lines > MOST) {
      throw Failures.badValue("-n", String.valueOf(lines), "a number from 0 to " + MOST);
    }
    Terminal terminal = Terminal.of(requireNonNull(spec));
    EventColumns columns = new EventColumns(Terminal.isInteractive() ? ScreenWidth.columns() : 0);
    Consumer<Stored> show = event -> terminal.print(json ? event.json() : columns.line(event));
    HistoryTail tail = new HistoryTail(source, type, terminal, show);
    try (ServerApi server = access.openAlsoWithoutToken()) {
      tail.newest(server, lines);
    }
    if (follow) {
      try (CtrlC ctrlC = CtrlC.interruptsThisThread()) {
        tail.follow(access::openAlsoWithoutToken);
      }
    }
    return ExitCode.OK;
  }
}

package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who reads the journal of a running server. */
@Command(
    name = "journal",
    header = "List the readers of the journal and the events kept for them; forget readers.",
    footer = {
      "  holdfast journal readers              list readers, their plugins and their waiting events",
      "  holdfast journal forget example       forget a reader whose plugin was removed for good"
    },
    commandListHeading = "%nCommands:%n")
public final class JournalCommand extends CommandGroup {
  private static final String PATH = "/admin/journal/readers";

  @Command(
      name = "readers",
      header = "List the readers of the journal with the events that they hold, one a line.",
      description = {
        "A reader of the class store holds all events that it has not read. An ordinary reader holds them while it"
            + " lives; a detached one holds none and is told its gap when it reads again."
      },
      footer = {"  holdfast journal readers", "  holdfast journal readers --json"},
      exitCodeList = {"0:the list", ExitCode.NOT_ASKED})
  int readers(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", PATH, "");
      print(json, answer, lines(server, answer));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "forget",
      header = "Forget a reader: its offset, and the events that are kept for it alone.",
      footer = {
        "  holdfast journal forget example",
        "  holdfast journal forget event-store --force    deletes events that are in no database yet"
      },
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int forget(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NAME", description = "A reader from journal readers.") String name,
      @Option(
              names = "--force",
              description =
                  "Forget the reader even if the journal keeps events for it. These events are lost.")
          boolean force) {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw Failures.badValue("NAME", name, "a name that holdfast journal readers shows");
    }
    try (ServerApi server = access.open()) {
      String answer =
          server.operate("DELETE", PATH + "/" + name + (force ? "?force=true" : ""), "");
      terminal().print(name + " is forgotten");
      lines(server, answer).forEach(terminal()::print);
      return ExitCode.OK;
    }
  }

  private static List<String> lines(ServerApi server, String answer) {
    return Members.parse(server.address() + PATH, answer).objects("readers").stream()
        .map(JournalCommand::line)
        .toList();
  }

  private static String line(Members reader) {
    String plugin = reader.text("plugin");
    String seen = reader.second("lastSeen");
    String detached = reader.text("detached");
    return String.format(
        Locale.ROOT,
        "%-20s %-24s %-8s %-7s %-9s %s, %,d events behind, %,d bytes%s%s",
        reader.text("name"),
        plugin.isEmpty() ? "of no plugin yet" : "of plugin " + plugin,
        reader.text("class"),
        reader.isTrue("open") ? "open" : "closed",
        reader.isTrue("holds") ? "held" : "detached",
        seen.isEmpty() ? "not seen yet" : "seen " + seen,
        reader.whole("waitingEvents"),
        reader.whole("waitingBytes"),
        reader.whole("waitingEvents") == 0
            ? ""
            : ", the oldest for " + reader.whole("oldestSeconds") + " s",
        detached.isEmpty() ? "" : ": " + detached);
  }
}

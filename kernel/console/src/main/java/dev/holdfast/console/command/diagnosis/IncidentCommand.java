package dev.holdfast.console.command.diagnosis;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.Terminal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The evidence that a server keeps of what went wrong. */
@Command(
    name = "incident",
    header = "Look at the evidence of what went wrong, and have some taken now.",
    footer = {
      "  holdfast incident ls                 which there are, the newest first; also while the server is down",
      "  holdfast incident show               the newest: what, when, who holds the memory",
      "  holdfast incident capture            threads, memory, states, log: take them now"
    },
    commandListHeading = "%nCommands:%n")
public final class IncidentCommand extends CommandGroup {
  private static final String SUMMARY = "summary.txt";
  private static final String INDEX = "index.txt";
  private static final String ID = "\\d{8}T\\d{6}Z-[a-z0-9-]{1,80}";
  private static final String FILE = "[a-z]{1,20}\\.[a-z]{1,5}";

  @Command(
      name = "ls",
      header = "List the incidents, the newest first.",
      footer = {"  holdfast incident ls", "  holdfast incident ls --json"},
      exitCodeList = {"0:the list", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print them as one JSON object.") boolean json) {
    try (IncidentSource source = source(access)) {
      List<IncidentSummary> incidents = source.list();
      Terminal terminal = terminal();
      if (json) {
        terminal.print(json(incidents));
      } else {
        incidents.forEach(incident -> terminal.print(incident.line()));
        if (incidents.isEmpty()) {
          terminal.say("none so far");
        }
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "show",
      header = "Show the summary of an incident, or one of its files.",
      footer = {
        "  holdfast incident show",
        "  holdfast incident show 20261121T101500Z-memory-pause",
        "  holdfast incident show 20261121T101500Z-memory-pause threads.txt"
      },
      exitCodeList = {"0:shown", "1:there is none, or only its index is there", ExitCode.NOT_ASKED})
  int show(
      @Mixin AdminAccess access,
      @Parameters(arity = "0..1", paramLabel = "ID", description = "Default: the newest.")
          @Nullable String id,
      @Parameters(arity = "0..1", paramLabel = "FILE", description = "Default: summary.txt.")
          @Nullable String file) {
    checkName("ID", id, ID, "a name that holdfast incident ls shows");
    checkName("FILE", file, FILE, "a name such as threads.txt");
    try (IncidentSource source = source(access)) {
      String wanted = id == null ? newest(source) : id;
      if (wanted.isEmpty()) {
        terminal().say("there is no incident");
        return ExitCode.FAILURE;
      }
      if (file == null) {
        return showWhole(source, wanted);
      }
      print(source.text(wanted, file));
      return ExitCode.OK;
    }
  }

  /** A server that ended while it wrote may have come no further than the index. */
  private int showWhole(IncidentSource source, String id) {
    String summary = summary(source, id);
    boolean known = !summary.isBlank();
    print(known ? summary : source.text(id, INDEX));
    Terminal terminal = terminal();
    terminal.say("its files: " + source.place(id));
    if (!known) {
      terminal.say("it has no summary: it is being written, or its server ended meanwhile");
    }
    return known ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static String summary(IncidentSource source, String id) {
    try {
      return source.text(id, SUMMARY);
    } catch (Failure e) {
      return "";
    }
  }

  private void print(String text) {
    text.lines().map(Members::printable).forEach(terminal()::print);
  }

  @Command(
      name = "capture",
      header = "Have the running server take an incident now.",
      footer = {"  holdfast incident capture"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int capture(@Mixin AdminAccess access) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("POST", IncidentPages.PATH, "");
      Members incident = Members.parse(server.address() + IncidentPages.PATH, answer);
      Terminal terminal = terminal();
      terminal.print(incident.text("id"));
      terminal.say("its files: " + incident.text("directory"));
      return IncidentPages.incident(incident).complete() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private static IncidentSource source(AdminAccess access) {
    return access.isRemote()
        ? new IncidentPages(access.open())
        : new IncidentFiles(access.dataDirectory().resolve("incidents"));
  }

  private static String newest(IncidentSource source) {
    return source.list().stream().map(IncidentSummary::id).findFirst().orElse("");
  }

  private static void checkName(String what, @Nullable String name, String form, String example) {
    if (name != null && !name.matches(form)) {
      throw Failures.badValue(what, name, example);
    }
  }

  private static String json(List<IncidentSummary> incidents) {
    return Json.object(out -> {
      out.writeArrayPropertyStart("incidents");
      for (IncidentSummary incident : incidents) {
        out.writeStartObject();
        out.writeStringProperty("id", incident.id());
        out.writeStringProperty("reason", incident.reason());
        out.writeBooleanProperty("complete", incident.complete());
        out.writeNumberProperty("bytes", incident.bytes());
        out.writeEndObject();
      }
      out.writeEndArray();
    });
  }
}

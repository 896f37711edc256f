package dev.holdfast.console.command.health;

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

/** Lists, shows and captures diagnostic bundles. */
@Command(
    name = "incident",
    header = "List, show or capture diagnostic bundles: threads, memory, plugin states, log.",
    footer = {
      "  holdfast incident ls                 list the bundles, newest first; also works while the server is down",
      "  holdfast incident show               show the newest: what happened, when, which plugin holds the memory",
      "  holdfast incident capture            capture a bundle now"
    },
    commandListHeading = "%nCommands:%n")
public final class IncidentCommand extends CommandGroup {
  private static final String SUMMARY = "summary.txt";
  private static final String INDEX = "index.txt";
  private static final String ID = "\\d{8}T\\d{6}Z-[a-z0-9-]{1,80}";
  private static final String FILE = "[a-z]{1,20}\\.[a-z]{1,5}";

  @Command(
      name = "ls",
      header = "List the diagnostic bundles, newest first.",
      footer = {"  holdfast incident ls", "  holdfast incident ls --json"},
      exitCodeList = {"0:the list", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print them as one JSON object.") boolean json) {
    try (BundleSource source = source(access)) {
      List<BundleSummary> bundles = source.list();
      Terminal terminal = terminal();
      if (json) {
        terminal.print(json(bundles));
      } else {
        bundles.forEach(bundle -> terminal.print(bundle.line()));
        if (bundles.isEmpty()) {
          terminal.say("no diagnostic bundle yet");
        }
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "show",
      header = "Show the summary of a diagnostic bundle, or one of its files.",
      footer = {
        "  holdfast incident show",
        "  holdfast incident show 20261121T101500Z-memory-pause",
        "  holdfast incident show 20261121T101500Z-memory-pause threads.txt"
      },
      exitCodeList = {"0:shown", "1:there is no bundle, or it has no summary", ExitCode.NOT_ASKED})
  int show(
      @Mixin AdminAccess access,
      @Parameters(arity = "0..1", paramLabel = "ID", description = "Default: the newest.")
          @Nullable String id,
      @Parameters(arity = "0..1", paramLabel = "FILE", description = "Default: summary.txt.")
          @Nullable String file) {
    checkName(
        "ID",
        id,
        ID,
        "an ID from holdfast incident ls; for an incident of an alert: holdfast alerts ls");
    checkName("FILE", file, FILE, "a name such as threads.txt");
    try (BundleSource source = source(access)) {
      String wanted = id == null ? newest(source) : id;
      if (wanted.isEmpty()) {
        terminal().say("there is no diagnostic bundle");
        return ExitCode.FAILURE;
      }
      if (file == null) {
        return showWhole(source, wanted);
      }
      print(source.text(wanted, file));
      return ExitCode.OK;
    }
  }

  /** A server that ended while it wrote a bundle may have written the index only. */
  private int showWhole(BundleSource source, String id) {
    String summary = summary(source, id);
    boolean known = !summary.isBlank();
    print(known ? summary : source.text(id, INDEX));
    Terminal terminal = terminal();
    terminal.say("files: " + source.location(id));
    if (!known) {
      terminal.say("the bundle has no summary: it is being written, or the server ended meanwhile");
    }
    return known ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static String summary(BundleSource source, String id) {
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
      header = "Have the running server capture a diagnostic bundle now.",
      footer = {"  holdfast incident capture"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int capture(@Mixin AdminAccess access) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("POST", BundlePages.PATH, "");
      Members bundle = Members.parse(server.address() + BundlePages.PATH, answer);
      Terminal terminal = terminal();
      terminal.print(bundle.text("id"));
      terminal.say("files: " + bundle.text("directory"));
      return BundlePages.bundle(bundle).complete() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  private static BundleSource source(AdminAccess access) {
    return access.isRemote()
        ? new BundlePages(access.open())
        : new BundleFiles(access.dataDirectory().resolve("incidents"));
  }

  private static String newest(BundleSource source) {
    return source.list().stream().map(BundleSummary::id).findFirst().orElse("");
  }

  private static void checkName(String what, @Nullable String name, String form, String example) {
    if (name != null && !name.matches(form)) {
      throw Failures.badValue(what, name, example);
    }
  }

  private static String json(List<BundleSummary> bundles) {
    return Json.object(out -> {
      out.writeArrayPropertyStart("incidents");
      for (BundleSummary bundle : bundles) {
        out.writeStartObject();
        out.writeStringProperty("id", bundle.id());
        out.writeStringProperty("reason", bundle.reason());
        out.writeBooleanProperty("complete", bundle.complete());
        out.writeNumberProperty("bytes", bundle.bytes());
        out.writeEndObject();
      }
      out.writeEndArray();
    });
  }
}

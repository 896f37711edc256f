package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be asked of the alerts of a running server. */
@Command(
    name = "alerts",
    header = "List incidents and deliveries, test channels, set silences.",
    footer = {
      "  holdfast alerts ls                                list incidents, silences and channels",
      "  holdfast alerts test                              send a test to every channel and wait for delivery",
      "  holdfast alerts silence database --for 2h --reason \"we move it\"",
      "  holdfast alerts ack 9C1D-04AF                     acknowledge an incident: no more repetitions",
      "  holdfast alerts log                               show the deliveries of the last messages"
    },
    commandListHeading = "%nCommands:%n")
public final class AlertsCommand extends CommandGroup {
  static final String PATH = "/admin/alerts";
  private static final Duration TEST_LIMIT = Duration.ofSeconds(60);
  private static final Duration ASK_AGAIN = Duration.ofMillis(300);

  @Command(
      name = "ls",
      header = "List incidents, silences and channels.",
      footer = {"  holdfast alerts ls", "  holdfast alerts ls --json"},
      exitCodeList = {"0:there are no incidents", "1:there are incidents", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", PATH, "");
      AlertsReport report = AlertsReport.parse(server.address() + PATH, answer);
      print(json, answer, report.lines());
      return report.fires() ? ExitCode.FAILURE : ExitCode.OK;
    }
  }

  @Command(
      name = "log",
      header = "Show the deliveries of the last messages, newest last.",
      footer = {"  holdfast alerts log --last 200"},
      exitCodeList = {"0:done", ExitCode.NOT_ASKED})
  int log(
      @Mixin AdminAccess access,
      @Option(
              names = "--last",
              paramLabel = "N",
              defaultValue = "50",
              description = "How many messages, 1 to 1000. Default: ${DEFAULT-VALUE}.")
          int last,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    if (last < 1 || last > 1000) {
      throw Failures.badValue("--last", Integer.toString(last), "a number from 1 to 1000");
    }
    try (ServerApi server = access.open()) {
      String path = PATH + "/log?limit=" + last;
      String answer = server.operate("GET", path, "");
      print(json, answer, AlertsReport.deliveries(Members.parse(server.address() + path, answer)));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "rules",
      header = "List the rules that watch metrics.",
      footer = {"  holdfast alerts rules"},
      exitCodeList = {"0:done", ExitCode.NOT_ASKED})
  int rules(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String path = PATH + "/rules";
      String answer = server.operate("GET", path, "");
      print(json, answer, AlertsReport.rules(Members.parse(server.address() + path, answer)));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "test",
      header = "Send a test message and wait until it is delivered.",
      footer = {"  holdfast alerts test", "  holdfast alerts test slack"},
      exitCodeList = {"0:every channel accepted it", ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int test(
      @Mixin AdminAccess access,
      @Parameters(
              arity = "0..1",
              paramLabel = "CHANNEL",
              defaultValue = "",
              description = "A channel, such as slack. Default: all channels.")
          String channel) {
    try (ServerApi server = access.open()) {
      String body = Json.object(json -> json.writeStringProperty("channel", channel));
      String path = PATH + "/test";
      Members asked = Members.parse(server.address() + path, server.operate("POST", path, body));
      return await(server, asked.text("id"), asked.texts("channels").size());
    }
  }

  private int await(ServerApi server, String id, int channels) {
    Terminal terminal = terminal();
    long end = System.nanoTime() + TEST_LIMIT.toNanos();
    AlertTest test = new AlertTest(id, channels);
    while (System.nanoTime() < end) {
      String path = PATH + "/log?limit=100";
      test.look(Members.parse(server.address() + path, server.operate("GET", path, "")));
      test.news().forEach(terminal::print);
      if (test.isOver() || !Pause.of(ASK_AGAIN)) {
        return test.arrived() ? ExitCode.OK : ExitCode.FAILURE;
      }
    }
    terminal.say(
        "not delivered by every channel within "
            + TimeSpan.text(TEST_LIMIT)
            + "; see holdfast alerts log");
    return ExitCode.FAILURE;
  }

  @Command(
      name = "silence",
      header = "Silence conditions: send no messages about them for a time.",
      footer = {
        "  holdfast alerts silence database --for 2h --reason \"we move it\"",
        "  holdfast alerts silence 'rule/*' --for 30m --reason drill",
        "  holdfast alerts silence database --in 5h --for 1h --reason \"tonight's upgrade\""
      },
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int silence(
      @Mixin AdminAccess access,
      @Parameters(
              paramLabel = "WHAT",
              description =
                  "A plugin, or the key of a condition from alerts ls; * matches anything.")
          String what,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              required = true,
              converter = TimeSpan.class,
              description = "How long, such as 30m or 2h.")
          Duration time,
      @Option(
              names = "--in",
              paramLabel = "TIME",
              converter = TimeSpan.class,
              defaultValue = "0s",
              description = "When the silence begins, counted from now. Default: 0s, at once.")
          Duration delay,
      @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
          String reason,
      @Option(names = "--author", paramLabel = "NAME", description = "Who. Default: this user.")
          @Nullable String author) {
    String body =
        Json.object(json -> {
          json.writeStringProperty("matcher", what);
          json.writeStringProperty("author", who(author));
          json.writeStringProperty("reason", reason);
          json.writeNumberProperty("inSeconds", delay.toSeconds());
          json.writeNumberProperty("forSeconds", time.toSeconds());
        });
    return operate(access, "POST", "/silences", body, AlertsReport::silence);
  }

  @Command(
      name = "unsilence",
      header = "End a silence early.",
      footer = {"  holdfast alerts unsilence 3f1c9a"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int unsilence(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "ID", description = "The ID of the silence from alerts ls.")
          String id) {
    if (!id.matches("[0-9a-f]{1,16}")) {
      throw Failures.badValue("ID", id, "the id of a silence, such as 3f1c9a");
    }
    return operate(
        access, "DELETE", "/silences/" + id, "", ended -> "ended: " + AlertsReport.silence(ended));
  }

  @Command(
      name = "ack",
      header = "Acknowledge an incident: its message is not repeated, its end is still reported.",
      footer = {"  holdfast alerts ack 9C1D-04AF"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int acknowledge(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "INCIDENT", description = "The incident named in the message.")
          String incident,
      @Option(names = "--author", paramLabel = "NAME", description = "Who. Default: this user.")
          @Nullable String author) {
    String body =
        Json.object(json -> {
          json.writeStringProperty("incident", incident);
          json.writeStringProperty("author", who(author));
        });
    return operate(access, "POST", "/acknowledgements", body, AlertsReport::incident);
  }

  private int operate(
      AdminAccess access,
      String method,
      String below,
      String body,
      Function<Members, String> line) {
    try (ServerApi server = access.open()) {
      String answer = server.operate(method, PATH + below, body);
      Members members = Members.parse(server.address() + PATH + below, answer);
      terminal().print(line.apply(members));
      return ExitCode.OK;
    }
  }

  private static String who(@Nullable String author) {
    return author == null ? System.getProperty("user.name", "somebody") : author;
  }
}

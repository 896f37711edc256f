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
    header = "Look at what is wrong and who was told, try the channels, ask for silence.",
    footer = {
      "  holdfast alerts ls                                what is wrong, silences, channels",
      "  holdfast alerts test                              send a test on every channel and wait for it",
      "  holdfast alerts silence database --for 2h --reason \"we move it\"",
      "  holdfast alerts ack 9C1D-04AF                     I have it: no more repetitions",
      "  holdfast alerts log                               what became of each message"
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
      exitCodeList = {"0:nothing fires", "1:something does", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the server's own answer.") boolean json) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", PATH, "");
      AlertsReport report = AlertsReport.parse(server.address() + PATH, answer);
      print(json, answer, report.lines());
      return report.fires() ? ExitCode.FAILURE : ExitCode.OK;
    }
  }

  @Command(
      name = "log",
      header = "Show what became of the last messages, the newest at the end.",
      footer = {"  holdfast alerts log --last 200"},
      exitCodeList = {"0:done", ExitCode.NOT_ASKED})
  int log(
      @Mixin AdminAccess access,
      @Option(
              names = "--last",
              paramLabel = "N",
              defaultValue = "50",
              description = "So many, 1 to 1000. Default: ${DEFAULT-VALUE}.")
          int last,
      @Option(names = "--json", description = "Print the server's own answer.") boolean json) {
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
      header = "List the rules on figures that are watched.",
      footer = {"  holdfast alerts rules"},
      exitCodeList = {"0:done", ExitCode.NOT_ASKED})
  int rules(
      @Mixin AdminAccess access,
      @Option(names = "--json", description = "Print the server's own answer.") boolean json) {
    try (ServerApi server = access.open()) {
      String path = PATH + "/rules";
      String answer = server.operate("GET", path, "");
      print(json, answer, AlertsReport.rules(Members.parse(server.address() + path, answer)));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "test",
      header = "Send a test message and wait until it has arrived.",
      footer = {"  holdfast alerts test", "  holdfast alerts test slack"},
      exitCodeList = {"0:every channel took it", ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int test(
      @Mixin AdminAccess access,
      @Parameters(
              arity = "0..1",
              paramLabel = "CHANNEL",
              defaultValue = "",
              description = "Such as slack. Default: all of them.")
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
    terminal.say("not everywhere within " + TimeSpan.text(TEST_LIMIT) + "; holdfast alerts log");
    return ExitCode.FAILURE;
  }

  @Command(
      name = "silence",
      header = "Ask not to be told of something for a while.",
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
              description = "A plugin, or the key of a condition as ls shows it; * for anything.")
          String what,
      @Option(
              names = "--for",
              paramLabel = "TIME",
              required = true,
              converter = TimeSpan.class,
              description = "Such as 30m or 2h.")
          Duration time,
      @Option(
              names = "--in",
              paramLabel = "TIME",
              converter = TimeSpan.class,
              defaultValue = "0s",
              description = "When it begins, for what is planned. Default: now.")
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
      header = "End a silence before its time.",
      footer = {"  holdfast alerts unsilence 3f1c9a"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int unsilence(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "ID", description = "As ls shows it.") String id) {
    if (!id.matches("[0-9a-f]{1,16}")) {
      throw Failures.badValue("ID", id, "the id of a silence, such as 3f1c9a");
    }
    return operate(
        access, "DELETE", "/silences/" + id, "", ended -> "ended: " + AlertsReport.silence(ended));
  }

  @Command(
      name = "ack",
      header = "Say that you have taken an incident up: it is not repeated, its end is told.",
      footer = {"  holdfast alerts ack 9C1D-04AF"},
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int acknowledge(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "INCIDENT", description = "As the message names it.")
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

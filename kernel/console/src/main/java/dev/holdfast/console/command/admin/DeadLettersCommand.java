package dev.holdfast.console.command.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.CommandGroup;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The events that could not be stored: look at them, and get them stored or drop them. */
@Command(
    name = "dead-letters",
    header = "List, replay or drop the events that the database refused.",
    footer = {
      "  holdfast dead-letters ls                        list the newest with their reasons",
      "  holdfast dead-letters show 17                   show a dead letter with its event",
      "  holdfast dead-letters replay 17                 append it to the journal again",
      "  holdfast dead-letters replay --code HF-STORE-001",
      "  holdfast dead-letters show 17 --event > e.json  write its event to a file, edit it, and",
      "  holdfast dead-letters replay 17 --file e.json",
      "  holdfast dead-letters export > letters.jsonl    write all, one JSON object per line",
      "  holdfast dead-letters drop 17"
    },
    commandListHeading = "%nCommands:%n")
public final class DeadLettersCommand extends CommandGroup {
  private static final String READ = "/journal/dead-letters";
  private static final String OPERATE = "/admin/dead-letters";
  private static final int PAGE = 100;
  private static final long LARGEST_FILE = 256L << 20;

  /** Which letters are meant. */
  static final class Choice {
    @Parameters(
        arity = "0..1",
        paramLabel = "NUMBER",
        description = "The number of a dead letter from dead-letters ls.")
    @Nullable Long number;

    @Option(names = "--code", paramLabel = "CODE", description = "All dead letters with this code.")
    @Nullable String code;

    @Option(names = "--all", description = "All dead letters.")
    boolean all;
  }

  @Command(
      name = "ls",
      header = "List the newest dead letters, newest last.",
      footer = {"  holdfast dead-letters ls", "  holdfast dead-letters ls --before 1200"},
      exitCodeList = {"0:there are no dead letters", "1:there are some", ExitCode.NOT_ASKED})
  int list(
      @Mixin AdminAccess access,
      @Option(
              names = "--before",
              paramLabel = "NUMBER",
              description = "Only dead letters before this number.")
          @Nullable Long before,
      @Option(
              names = "--code",
              paramLabel = "CODE",
              description = "Only dead letters with this code.")
          @Nullable String code,
      @Option(names = "--json", description = "Print the answer of the server.") boolean json) {
    try (ServerApi server = access.open()) {
      String query = "?data=false&limit=" + PAGE + query("before", before) + code(code);
      String answer = server.operate("GET", READ + query, "");
      Members page = Members.parse(server.address() + READ, answer);
      List<String> lines = new ArrayList<>();
      page.objects("deadLetters").forEach(letter -> lines.addAll(DeadLetterReport.lines(letter)));
      print(json, answer, lines);
      Terminal terminal = terminal();
      long shown = page.objects("deadLetters").size();
      terminal.say(page.whole("kept") + " are kept, " + shown + " are shown");
      if (shown == PAGE) {
        terminal.say("older ones: holdfast dead-letters ls --before " + page.whole("before"));
      }
      return page.whole("kept") == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  @Command(
      name = "show",
      header = "Show a dead letter with its event.",
      footer = {
        "  holdfast dead-letters show 17",
        "  holdfast dead-letters show 17 --event > event.json"
      },
      exitCodeList = {"0:shown", "1:there is no dead letter of this number", ExitCode.NOT_ASKED})
  int show(
      @Mixin AdminAccess access,
      @Parameters(paramLabel = "NUMBER", description = "The number from dead-letters ls.")
          long number,
      @Option(
              names = "--event",
              description = "Print only its event as JSON, to edit it and replay it with --file.")
          boolean event) {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", READ + "/" + number, "");
      Terminal terminal = terminal();
      if (!event) {
        Members letter = Members.parse(server.address() + READ, answer);
        DeadLetterReport.lines(letter).forEach(terminal::print);
        terminal.print("  " + letter.text("remedy"));
      }
      terminal.print(event ? answer.strip() : Members.printable(answer.strip()));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "replay",
      header =
          "Append the events of dead letters to the journal again; then remove the dead letters.",
      footer = {
        "  holdfast dead-letters replay 17",
        "  holdfast dead-letters replay 17 --file edited.json",
        "  holdfast dead-letters replay --code HF-STORE-001",
        "  holdfast dead-letters replay --all"
      },
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int replay(
      @Mixin AdminAccess access,
      @ArgGroup(multiplicity = "1") Choice choice,
      @Option(
              names = "--file",
              paramLabel = "FILE",
              description = "The event to replay instead of the refused one; with NUMBER only.")
          @Nullable Path file) {
    if (file != null && choice.number == null) {
      throw Failures.badValue("--file", file.toString(), "a file for one letter: replay NUMBER");
    }
    try (ServerApi server = access.open()) {
      if (choice.number != null) {
        String body = file == null ? "" : text(file);
        String answer = server.operate("POST", OPERATE + "/" + choice.number + "/replay", body);
        return tell(server, "replayed", answer, 0);
      }
      return part(server, choice, "POST", OPERATE + "/replay", "replayed");
    }
  }

  @Command(
      name = "drop",
      header = "Delete dead letters for good.",
      footer = {
        "  holdfast dead-letters drop 17 --yes",
        "  holdfast dead-letters drop --code HF-STORE-001 --yes",
        "  holdfast dead-letters export > letters.jsonl && holdfast dead-letters drop --all --yes"
      },
      exitCodeList = {ExitCode.OPERATED, ExitCode.NOT_OPERATED, ExitCode.NOT_ASKED})
  int drop(
      @Mixin AdminAccess access,
      @ArgGroup(multiplicity = "1") Choice choice,
      @Option(names = "--yes", description = "Confirm. Without it nothing is deleted.")
          boolean yes) {
    if (!yes) {
      throw Failures.notConfirmed("these events are in no database, and a drop is for good");
    }
    try (ServerApi server = access.open()) {
      if (choice.number != null) {
        String answer = server.operate("DELETE", OPERATE + "/" + choice.number, "");
        return tell(server, "dropped", answer, 0);
      }
      return part(server, choice, "DELETE", OPERATE, "dropped");
    }
  }

  @Command(
      name = "export",
      header = "Print all dead letters, or those with one code, as JSON: one object per line.",
      footer = {"  holdfast dead-letters export > letters.jsonl"},
      exitCodeList = {"0:all were printed", "1:some could not be read", ExitCode.NOT_ASKED})
  int export(
      @Mixin AdminAccess access,
      @Option(
              names = "--code",
              paramLabel = "CODE",
              description = "Only dead letters with this code.")
          @Nullable String code) {
    try (ServerApi server = access.open()) {
      List<Long> numbers = numbers(server, code);
      for (int i = numbers.size() - 1; i >= 0; i--) {
        terminal().print(server.operate("GET", READ + "/" + numbers.get(i), "").strip());
      }
      terminal().say(numbers.size() + " dead letters");
      return ExitCode.OK;
    }
  }

  /** The newest first. */
  private static List<Long> numbers(ServerApi server, @Nullable String code) {
    List<Long> numbers = new ArrayList<>();
    Long before = null;
    int found;
    do {
      String query = "?data=false&limit=1000" + query("before", before) + code(code);
      Members page =
          Members.parse(server.address() + READ, server.operate("GET", READ + query, ""));
      List<Members> letters = page.objects("deadLetters");
      letters.reversed().forEach(letter -> numbers.add(letter.whole("number")));
      before = page.whole("before");
      found = letters.size();
    } while (found > 0);
    return numbers;
  }

  /** Part by part, with a line for each; those that come back meanwhile are not meant. */
  private int part(ServerApi server, Choice choice, String method, String path, String done) {
    String asked = server.operate("GET", READ + "?data=false&limit=1", "");
    long next = Members.parse(server.address() + READ, asked).whole("next");
    String query =
        "?up-to=" + Math.max(0, next - 1) + (choice.all ? "&all=true" : code(choice.code));
    long total = 0;
    Members answer;
    do {
      String text = server.operate(method, path + query, "");
      answer = Members.parse(server.address() + path, text);
      total += answer.whole("done");
      tell(server, done, text, total);
    } while (answer.isTrue("left") && answer.whole("done") > 0);
    return answer.isTrue("left") ? ExitCode.FAILURE : ExitCode.OK;
  }

  private int tell(ServerApi server, String done, String text, long total) {
    Members answer = Members.parse(server.address() + OPERATE, text);
    long all = Math.max(total, answer.whole("done"));
    terminal().print(all + " " + done + ", " + answer.whole("kept") + " are kept");
    return ExitCode.OK;
  }

  private static String query(String name, @Nullable Long value) {
    return value == null ? "" : "&" + name + "=" + value;
  }

  private static String code(@Nullable String code) {
    if (code == null) {
      return "";
    }
    if (!code.matches("[A-Z0-9-]{1,40}")) {
      throw Failures.badValue("--code", code, "a code such as HF-STORE-001");
    }
    return "&code=" + code;
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw Failures.badValue("--file", file.toString(), "a file that holds one event");
      }
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw Failures.badValue("--file", file.toString(), "a file that can be read as UTF-8");
    }
  }
}

package dev.holdfast.console.command.admin;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.AdminAccess;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Screen;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks again and again; also while the server is away, once it was there. */
@Command(
    name = "monitor",
    header = "Show the state of the database every second, until Ctrl-C.",
    footer = {
      "  holdfast db monitor",
      "  holdfast db monitor --every 5s >> outage.txt      write one line every 5 s to a file"
    },
    exitCodeList = {ExitCode.DATABASE_UP, ExitCode.DATABASE_DEGRADED, ExitCode.DATABASE_DOWN})
final class DatabaseMonitorCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  @Mixin AdminAccess access = new AdminAccess();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "1s",
      description = "The interval, 50ms or more. Default: ${DEFAULT-VALUE}.")
  Duration every = Duration.ZERO;

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "End after this many answers, with the exit code of the last one.")
  int times = Integer.MAX_VALUE;

  @Spec @Nullable CommandSpec spec;

  private final InstantSource clock = InstantSource.system();

  /** One answer, or why there is none. */
  private record Reading(List<String> lines, String line, int exitCode) {}

  @Override
  public Integer call() {
    if (every.compareTo(SHORTEST) < 0) {
      throw Failures.badValue("--every", TimeSpan.text(every), "50ms or more");
    }
    if (times < 1) {
      throw Failures.badValue("--times", Integer.toString(times), "1 or more");
    }
    Screen screen = Screen.of(Terminal.of(requireNonNull(spec)));
    // The first one fails for all to see: a wrong address or no token is not a thing to wait for.
    Reading look = firstLook();
    show(screen, look);
    for (int i = 1; i < times && Pause.of(every); i++) {
      look = look();
      show(screen, look);
    }
    return look.exitCode();
  }

  private Reading firstLook() {
    try {
      return ask();
    } catch (Failure failure) {
      throw failure.asDown();
    }
  }

  private Reading look() {
    try {
      return ask();
    } catch (Failure failure) {
      String sentence = failure.problem().sentence();
      return new Reading(List.of("no answer    " + sentence), sentence, ExitCode.HEALTH_DOWN);
    }
  }

  private Reading ask() {
    try (ServerApi server = access.open()) {
      String answer = server.operate("GET", DatabaseCommand.PATH, "");
      DatabaseReport report = DatabaseReport.parse(server.address() + DatabaseCommand.PATH, answer);
      return new Reading(report.lines(), report.line(), report.exitCode());
    }
  }

  private void show(Screen screen, Reading look) {
    String time = CLOCK.format(clock.instant().atZone(ZoneId.systemDefault()));
    List<String> block = new ArrayList<>();
    block.add(time + "  (Ctrl-C ends)");
    block.addAll(look.lines());
    screen.show(block, time + "  " + look.line());
  }
}

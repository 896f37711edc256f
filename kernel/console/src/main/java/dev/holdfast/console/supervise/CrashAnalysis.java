package dev.holdfast.console.supervise;

import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the cause of the end of a server in the files that it left.
 *
 * @param logs where a JVM that crashed leaves its report
 * @param marks what the server itself has written down
 */
record CrashAnalysis(Path logs, StartMarks marks) {
  /** File systems keep times in steps, and not by the clock of this process. */
  private static final Duration STEP = Duration.ofSeconds(2);

  private static final Pattern CODE = Pattern.compile("^(holdfast: )?HF-[A-Z]+-\\d{3}\\b");

  /** A configuration with many mistakes; restarts.log has a line for each end. */
  private static final int LONGEST = 2000;

  /** What was found. */
  record Finding(String cause, String evidence) {}

  /**
   * Looks at one end.
   *
   * @param since when the process was started; what is older tells of another one
   * @param fatalError what its console says of an error after which a JVM cannot go on
   */
  Finding examine(
      long pid,
      Instant since,
      OptionalInt code,
      Optional<String> fatalError,
      List<String> lastWords) {
    Optional<String> exitedBy = marks.exitedBy(pid);
    if (exitedBy.isPresent()) {
      return new Finding(exitedBy.get() + " called System.exit", "");
    }
    boolean orderly = marks.orderlyEnd(pid).isPresent();
    Optional<String> plan = marks.plan(pid);
    if (orderly && plan.isPresent() && code.orElse(ExitCode.RESTART) == ExitCode.RESTART) {
      return new Finding(plan.get(), "");
    }
    Path report = logs.resolve("hs_err_" + pid + ".log");
    if (isFresh(report, since)) {
      return new Finding("the JVM crashed", report.toString());
    }
    Optional<String> signal = bySignal(code, orderly);
    if (signal.isPresent()) {
      // Whatever a plugin has printed before: it was not that.
      return new Finding(signal.get(), "");
    }
    return fatalError
        .map(line -> fatal(line.strip(), since))
        .orElseGet(() -> new Finding(lastWord(code, lastWords), ""));
  }

  /** The JVM has one error for both; who had how many threads is among the server's last words. */
  private Finding fatal(String line, Instant since) {
    String console = logs.resolve("console.log").toString();
    if (!line.contains("OutOfMemoryError")) {
      return new Finding(line, console);
    }
    return line.contains("native thread")
        ? new Finding("out of threads: " + line, console)
        : new Finding("out of memory: " + line, heapDump(since).orElse(console));
  }

  /** Put aside under its own name: the next server would do so, and the name told here be wrong. */
  private Optional<String> heapDump(Instant since) {
    Path dump = logs.resolve(DumpFile.NAME);
    if (!isFresh(dump, since)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DumpFile.putAside(dump).toString());
    } catch (IOException e) {
      return Optional.of(dump.toString());
    }
  }

  private static boolean isFresh(Path file, Instant since) {
    try {
      return !Files.getLastModifiedTime(file).toInstant().plus(STEP).isBefore(since);
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<String> bySignal(OptionalInt code, boolean orderly) {
    return switch (ServerEnd.signal(code)) {
      case "" -> Optional.empty();
      case "SIGKILL" ->
          Optional.of("killed by a person or by the system, which may be short of memory");
      case "SIGTERM", "SIGINT" ->
          Optional.of(
              orderly
                  ? "it was asked to end and ended in order"
                  : "it was asked to end and did not end in order");
      default -> Optional.of("ended by a signal");
    };
  }

  private static String lastWord(OptionalInt code, List<String> lastWords) {
    if (code.isEmpty()) {
      return "it has ended, in an unknown way: another supervisor had started it";
    }
    return lastWords.isEmpty() ? "it printed no message" : sentence(lastWords);
  }

  /** The last line, with those before it when it goes on what a line with a code has begun. */
  private static String sentence(List<String> lastWords) {
    int from = lastWords.size() - 1;
    while (from > 0 && lastWords.get(from).startsWith(" ")) {
      from--;
    }
    if (!CODE.matcher(lastWords.get(from)).find()) {
      return lastWords.getLast().strip();
    }
    String whole =
        lastWords.subList(from, lastWords.size()).stream()
            .map(String::strip)
            .collect(Collectors.joining(" "));
    return whole.substring(0, Math.min(LONGEST, whole.length()));
  }
}

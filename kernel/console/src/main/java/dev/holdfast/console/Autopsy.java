package dev.holdfast.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the cause of an end in what is left.
 *
 * @param logs where a JVM that crashed leaves its report
 * @param marks what the server itself has written down
 */
record Autopsy(Path logs, StartMarks marks) {

  /** What was found. */
  record Finding(String cause, String evidence) {}

  /**
   * Looks at one end.
   *
   * @param fatalError what its console says of an error after which a JVM cannot go on
   */
  Finding examine(long pid, OptionalInt code, Optional<String> fatalError, List<String> lastWords) {
    Optional<String> exitedBy = marks.exitedBy(pid);
    if (exitedBy.isPresent()) {
      return new Finding(exitedBy.get() + " has called System.exit", "");
    }
    Path report = logs.resolve("hs_err_" + pid + ".log");
    if (Files.exists(report)) {
      return new Finding("the JVM crashed", report.toString());
    }
    if (fatalError.isPresent()) {
      return outOf(fatalError.get().strip());
    }
    boolean orderly = marks.orderlyEnd(pid).isPresent();
    return new Finding(bySignal(code, orderly).orElseGet(() -> lastWord(code, lastWords)), "");
  }

  /** The JVM has one error for both; who had how many threads is among the server's last words. */
  private Finding outOf(String line) {
    return line.contains("native thread")
        ? new Finding("out of threads: " + line, logs.resolve("console.log").toString())
        : new Finding("out of memory: " + line, heapDump());
  }

  private String heapDump() {
    Path dump = logs.resolve("out-of-memory.hprof");
    return Files.exists(dump) ? dump.toString() : "";
  }

  private static Optional<String> bySignal(OptionalInt code, boolean orderly) {
    return switch (ServerEnd.signal(code)) {
      case "" -> Optional.empty();
      case "SIGKILL" ->
          Optional.of("killed from outside, by hand or by the system for want of memory");
      case "SIGTERM", "SIGINT" ->
          Optional.of(
              orderly
                  ? "somebody asked it to end, and it ended in order"
                  : "somebody asked it to end, and it did not get that far");
      default -> Optional.of("ended by a signal");
    };
  }

  private static String lastWord(OptionalInt code, List<String> lastWords) {
    if (code.isEmpty()) {
      return "it is gone; another supervisor had started it, so nobody heard how it ended";
    }
    return lastWords.isEmpty() ? "it said nothing" : lastWords.getLast().strip();
  }
}

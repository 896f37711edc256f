package dev.holdfast.console.supervise;

import dev.holdfast.console.terminal.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What can be learned from a server that answers nothing, before it is killed. */
record ThreadEvidence(Path logs, ConsoleLog console) {
  private static final int MOST_FILES = 10;
  private static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final List<String> TELLING =
      List.of("Name:", "State:", "Threads:", "VmRSS:", "VmSwap:", "voluntary_ctxt", "nonvol");

  /** Writes {@code logs/threads-<time>.txt}; answers its name, or nothing when that failed. */
  String take(KeptServer server, String why, Instant now) {
    try {
      Files.createDirectories(logs);
      Path file = logs.resolve("threads-" + now.toString().replace(":", "") + ".txt");
      String state = state(server.pid());
      Files.writeString(
          file,
          "pid " + server.pid() + " at " + now + ": " + why + "\n\n" + state + "\n" + dump(server));
      Oldest.delete(logs, "threads-*.txt", MOST_FILES);
      return file.toString();
    } catch (IOException e) {
      return "";
    }
  }

  private String dump(KeptServer server) {
    long before = console.size();
    if (!server.askForThreads()) {
      return "its threads could not be asked for\n";
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    long size = before;
    while (System.nanoTime() < end && Pause.of(LOOK)) {
      long now = console.size();
      if (now > before && now == size && console.since(before, MOST_BYTES).contains("Heap")) {
        break;
      }
      size = now;
    }
    String text = console.since(before, MOST_BYTES);
    return text.isBlank()
        ? "it did not even answer SIGQUIT: stopped (see State), or blocked in the system\n"
        : text;
  }

  /** From /proc: T is stopped, D waits for a disk, R works. */
  private static String state(long pid) {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> TELLING.stream().anyMatch(line::startsWith))
          .collect(Collectors.joining("\n", "", "\n"));
    } catch (IOException e) {
      return "";
    }
  }
}

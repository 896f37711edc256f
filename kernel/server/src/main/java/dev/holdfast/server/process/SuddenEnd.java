package dev.holdfast.server.process;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The end of a process that cannot be trusted any more: a few words of evidence, then at once. An
 * orderly end needs the very means that are out. Whoever has started the process starts it again.
 */
public final class SuddenEnd {
  /** What the JVM says with ExitOnOutOfMemoryError. */
  private static final int CODE = 3;

  private static final int MOST_KINDS = 15;

  private final PrintStream evidence;
  private final EndSignals.ProcessExit ends;
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * Creates an end that has not come.
   *
   * @param evidence where the last words go: the process has no means for more
   */
  public SuddenEnd(PrintStream evidence, EndSignals.ProcessExit ends) {
    this.evidence = evidence;
    this.ends = ends;
  }

  /**
   * Ends the process; when several threads ask for it, the first one is heard.
   *
   * @param code of the problem; what the supervisor looks for in the console
   * @param why one line
   */
  public void because(String code, String why) {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    try {
      evidence.println("holdfast: " + code + " ending at once: " + why);
      evidence.println("holdfast: threads by name: " + census());
      evidence.flush();
    } finally {
      ends.halt(CODE);
    }
  }

  /** Names without their numbers, the most frequent first. */
  static String census() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      kinds.merge(thread.getName().replaceAll("\\d+", "N"), 1, Integer::sum);
    }
    return kinds.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_KINDS)
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}

package dev.holdfast.tools.drill.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The time of all processors since the machine began, in ticks. A virtual machine whose host gives
 * its processors to others answers late, whatever runs on it: a figure that was measured meanwhile
 * says little.
 *
 * @param stolen that the host gave to others
 * @param all the stolen one included
 */
record ProcessorTime(long stolen, long all) {
  private static final Path STAT = Path.of("/proc/stat");

  /** In the line of all processors: user, nice, system, idle, iowait, irq, softirq, steal. */
  private static final int STEAL = 8;

  /** Until now; empty where the system does not tell. */
  static Optional<ProcessorTime> now() {
    try (var lines = Files.lines(STAT)) {
      return lines.findFirst().flatMap(ProcessorTime::parse);
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** Reads the first line of /proc/stat, as proc(5) has it. */
  static Optional<ProcessorTime> parse(String line) {
    String[] words = line.split(" +");
    if (words.length <= STEAL || !words[0].equals("cpu")) {
      return Optional.empty();
    }
    long all = 0;
    for (int i = 1; i <= STEAL; i++) {
      all += Long.parseLong(words[i]);
    }
    return Optional.of(new ProcessorTime(Long.parseLong(words[STEAL]), all));
  }

  /** Percent of the time since an earlier moment that the host gave to others. */
  double stolenSince(ProcessorTime earlier) {
    long passed = all - earlier.all;
    return passed <= 0 ? 0 : 100.0 * (stolen - earlier.stolen) / passed;
  }
}

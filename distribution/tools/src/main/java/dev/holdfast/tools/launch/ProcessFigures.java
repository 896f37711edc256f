package dev.holdfast.tools.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What Linux says about a process under /proc; empty on other systems. */
public record ProcessFigures(long pid) {
  /** USER_HZ, which Linux has promised to programs as 100 on every usual machine. */
  private static final double TICKS_PER_SECOND = 100;

  /** Counted from behind the name, which may hold spaces: utime and stime of proc(5). */
  private static final int UTIME = 11;

  private static final int STIME = 12;

  /** Processor time so far, user and system. */
  public OptionalDouble cpuSeconds() {
    try {
      return cpuSeconds(Files.readString(file("stat")));
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** Memory that is really in use. */
  public OptionalLong residentBytes() {
    try (Stream<String> lines = Files.lines(file("status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  static OptionalDouble cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length <= STIME) {
      return OptionalDouble.empty();
    }
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    return OptionalDouble.of(ticks / TICKS_PER_SECOND);
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}

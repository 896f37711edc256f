package dev.holdfast.server.examination;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.spi.Size;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the machine, or the container, gives to a server. A container's limits are seen by the JVM.
 *
 * @param memory bytes
 * @param files that one process may have open; unknown on Windows
 */
public record MachineCheck(
    int java, long memory, Optional<Long> files, InstantSource clock, ZoneId zone) {
  private static final int OLDEST_JAVA = 25;
  private static final long FEWEST_FILES = 4096;

  /** Buffers, code and threads, with the settings that are shipped; about 200 MiB under load. */
  private static final long BESIDE_THE_HEAP = 256L << 20;

  private static final int FIRST_YEAR = 2025;
  private static final int LAST_YEAR = 2100;

  /** This machine. */
  public static MachineCheck here(InstantSource clock) {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Optional<Long> files =
        system instanceof UnixOperatingSystemMXBean unix
            ? Optional.of(unix.getMaxFileDescriptorCount())
            : Optional.empty();
    return new MachineCheck(
        Runtime.version().feature(),
        system.getTotalMemorySize(),
        files,
        clock,
        ZoneId.systemDefault());
  }

  /** Puts a line into the report for each. */
  public void run(Path home, Path base, Map<String, String> environment, Report report) {
    java(report);
    memory(HeapSetting.of(home, base, environment, memory), report);
    files.ifPresent(most -> files(most, report));
    clock(report);
  }

  private void java(Report report) {
    String text = Runtime.version() + " of " + System.getProperty("java.vendor", "?");
    if (java < OLDEST_JAVA) {
      report.fail("java", ExaminationProblems.OLD_JAVA.because(text));
    } else {
      report.ok("java", text + ", " + System.getProperty("os.name", "?"));
    }
  }

  private void memory(HeapSetting heap, Report report) {
    String text =
        String.format(
            Locale.ROOT,
            "heap %s (%s), memory of the machine or container %s",
            new Size(heap.bytes()),
            heap.origin(),
            new Size(memory));
    if (heap.bytes() + BESIDE_THE_HEAP > memory) {
      String beside = ", about " + new Size(BESIDE_THE_HEAP) + " are used beside the heap";
      report.warn("memory", ExaminationProblems.HEAP_TOO_LARGE.because(text + beside));
    } else {
      report.ok("memory", text);
    }
  }

  private static void files(long most, Report report) {
    if (most < FEWEST_FILES) {
      report.warn(
          "open files",
          ExaminationProblems.FEW_FILES.because(
              most + " for a process started from here, less than " + FEWEST_FILES));
    } else {
      report.ok("open files", "up to " + most + " for a process started from here");
    }
  }

  private void clock(Report report) {
    Instant now = clock.instant();
    ZonedDateTime here = now.atZone(zone);
    String text = now + ", time zone " + zone;
    if (here.getYear() < FIRST_YEAR || here.getYear() > LAST_YEAR) {
      report.fail("clock", ExaminationProblems.CLOCK_WRONG.because(text));
    } else {
      report.ok("clock", text);
    }
  }
}

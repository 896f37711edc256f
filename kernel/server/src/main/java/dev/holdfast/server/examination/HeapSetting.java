package dev.holdfast.server.examination;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heap that the launch script would give to a server: HOLDFAST_HEAP replaces what stands in
 * jvm.options, HOLDFAST_JAVA_OPTS goes behind both, and the last one counts.
 *
 * @param bytes the largest size
 * @param origin where it is set
 */
record HeapSetting(long bytes, String origin) {
  private static final Pattern SIZE = Pattern.compile("-Xmx(\\d{1,15})([kKmMgGtT]?)");
  private static final Pattern SHARE =
      Pattern.compile("-XX:MaxRAMPercentage=(\\d{1,3}(?:\\.\\d{1,6})?)");

  /** What the JVM takes when nobody says anything: a quarter of the memory. */
  private static final long DEFAULT_DIVISOR = 4;

  /** Reads the files and variables that the launch script reads. */
  static HeapSetting of(Path home, Path base, Map<String, String> environment, long memory) {
    Path own = base.resolve("conf").resolve("jvm.options");
    Path options = Files.isRegularFile(own) ? own : home.resolve("conf").resolve("jvm.options");
    String heap = environment.getOrDefault("HOLDFAST_HEAP", "");
    String replaced =
        heap.endsWith("%") ? "-XX:MaxRAMPercentage=" + heap.replace("%", "") : "-Xmx" + heap;
    List<String> behind =
        List.of(environment.getOrDefault("HOLDFAST_JAVA_OPTS", "").strip().split("\\s+"));
    return last(behind, memory, "HOLDFAST_JAVA_OPTS")
        .or(() -> last(List.of(replaced), memory, "HOLDFAST_HEAP"))
        .or(() -> last(lines(options), memory, options.toString()))
        .orElseGet(() -> new HeapSetting(memory / DEFAULT_DIVISOR, "Java's own default"));
  }

  private static Optional<HeapSetting> last(List<String> options, long memory, String origin) {
    return options.stream()
        .flatMap(option -> bytes(option.strip(), memory).stream())
        .reduce((earlier, later) -> later)
        .map(bytes -> new HeapSetting(bytes, origin));
  }

  private static Optional<Long> bytes(String option, long memory) {
    Matcher size = SIZE.matcher(option);
    if (size.matches()) {
      int unit = " kmgt".indexOf((size.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0));
      return Optional.of(Long.parseLong(size.group(1)) << (10 * unit));
    }
    Matcher share = SHARE.matcher(option);
    return share.matches()
        ? Optional.of((long) (memory * Double.parseDouble(share.group(1)) / 100))
        : Optional.empty();
  }

  private static List<String> lines(Path options) {
    try {
      return Files.readAllLines(options);
    } catch (IOException e) {
      return new ArrayList<>();
    }
  }
}

package dev.holdfast.memorywatchdog.profile;

import dev.holdfast.spi.Size;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The live objects by class, and the bytes of each plugin's classes.
 *
 * @param byPlugin bytes, the largest first
 * @param text as the JVM gives it, the largest classes
 * @param total bytes of all objects that are alive
 */
record ClassHistogram(List<Map.Entry<String, Long>> byPlugin, List<String> text, long total) {
  private static final int MOST_LINES = 400;

  /** Of classes that may be a plugin's; each costs a question to the kernel. */
  private static final int MOST_QUESTIONS = 1_000;

  private static final String OF_A_MODULE = ")";

  static ClassHistogram none() {
    return new ClassHistogram(List.of(), List.of(), 0);
  }

  /** Counts now. All threads stand still meanwhile, and the whole heap is collected. */
  static ClassHistogram take(Function<String, Optional<String>> pluginOf) throws JMException {
    Object answer =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return parse(String.valueOf(answer), pluginOf);
  }

  /** Reads {@code num: instances bytes class (module)}. */
  static ClassHistogram parse(String answer, Function<String, Optional<String>> pluginOf) {
    Map<String, Long> bytes = new HashMap<>();
    List<String> text = new ArrayList<>();
    long total = 0;
    int questions = 0;
    for (String line : (Iterable<String>) answer.lines()::iterator) {
      String[] words = line.strip().split("\\s+", 4);
      if (words.length < 4 || !words[0].endsWith(":") || !words[2].matches("\\d+")) {
        continue;
      }
      long size = Long.parseLong(words[2]);
      total += size;
      if (text.size() < MOST_LINES) {
        text.add(line);
      }
      String name = element(words[3]);
      if (!words[3].endsWith(OF_A_MODULE) && !name.isEmpty() && questions++ < MOST_QUESTIONS) {
        pluginOf.apply(name).ifPresent(plugin -> bytes.merge(plugin, size, Long::sum));
      }
    }
    List<Map.Entry<String, Long>> sorted =
        bytes.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
            .toList();
    return new ClassHistogram(sorted, List.copyOf(text), total);
  }

  /** The class of what an array holds; empty for primitive ones. */
  private static String element(String name) {
    if (!name.startsWith("[")) {
      return name;
    }
    String inner = name.substring(name.lastIndexOf('[') + 1);
    return inner.startsWith("L") ? inner.substring(1).replace(";", "") : "";
  }

  List<String> lines() {
    if (total == 0) {
      return List.of("Not counted: this was no matter of memory.");
    }
    List<String> lines = new ArrayList<>();
    lines.add("Objects of classes of plugins (arrays and strings of the JDK are not among them):");
    byPlugin.forEach(entry ->
        lines.add(
            String.format(Locale.ROOT, "  %-24s %s", entry.getKey(), new Size(entry.getValue()))));
    lines.add("");
    lines.add("All objects that are alive, " + new Size(total) + ", by class:");
    lines.addAll(text);
    return lines;
  }
}

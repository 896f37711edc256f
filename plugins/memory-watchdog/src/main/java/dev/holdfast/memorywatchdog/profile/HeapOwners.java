package dev.holdfast.memorywatchdog.profile;

import dev.holdfast.spi.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * The plugins that hold the heap, and those that allocate. A sample belongs to the plugin of the
 * first plugin frame in its stack. A histogram of classes cannot find the plugin that hoards byte
 * arrays.
 *
 * <p>Samples are taken once for so many bytes, so the share of the samples that are still alive is
 * about the share of the heap.
 *
 * @param retained samples of objects that are still alive
 * @param allocated samples of what was allocated lately, by bytes
 */
record HeapOwners(SampleCounts retained, SampleCounts allocated) {
  static final String NOBODY = "kernel, libraries or JDK";

  private static final String OLD = "jdk.OldObjectSample";
  private static final String ALLOCATION = "jdk.ObjectAllocationSample";

  /** Below that a share may be chance, or what every plugin needs. */
  private static final double SUSPECT_SHARE = 0.25;

  private static final int SUSPECT_SAMPLES = 8;

  static HeapOwners none() {
    return new HeapOwners(new SampleCounts(), new SampleCounts());
  }

  /** Reads a recording, event by event. */
  static HeapOwners in(Path recording, Function<String, Optional<String>> pluginOf)
      throws IOException {
    HeapOwners owners = none();
    Map<String, Optional<String>> known = new HashMap<>();
    Function<String, Optional<String>> cached = name -> known.computeIfAbsent(name, pluginOf);
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        owners.take(file.readEvent(), cached);
      }
    }
    return owners;
  }

  private void take(RecordedEvent event, Function<String, Optional<String>> pluginOf) {
    switch (event.getEventType().getName()) {
      case OLD -> take(retained, event, type(event.getValue("object"), "type"), 1, pluginOf);
      case ALLOCATION ->
          take(
              allocated,
              event,
              type(event, "objectClass"),
              (double) event.getLong("weight"),
              pluginOf);
      default -> {}
    }
  }

  private static void take(
      SampleCounts counts,
      RecordedEvent event,
      String type,
      double weight,
      Function<String, Optional<String>> pluginOf) {
    RecordedStackTrace stack = event.getStackTrace();
    List<RecordedFrame> frames = stack == null ? List.of() : stack.getFrames();
    for (RecordedFrame frame : frames) {
      if (frame.isJavaFrame()) {
        Optional<String> plugin = pluginOf.apply(frame.getMethod().getType().getName());
        if (plugin.isPresent()) {
          counts.add(plugin.get(), type + " at " + site(frame), weight);
          return;
        }
      }
    }
    String top = frames.isEmpty() ? "" : " at " + site(frames.getFirst());
    counts.add(NOBODY, type + top, weight);
  }

  private static String site(RecordedFrame frame) {
    return String.format(
        Locale.ROOT,
        "%s.%s:%d",
        frame.getMethod().getType().getName(),
        frame.getMethod().getName(),
        frame.getLineNumber());
  }

  private static String type(@Nullable RecordedObject holder, String field) {
    if (holder == null || !holder.hasField(field)) {
      return "?";
    }
    @Nullable RecordedClass type = holder.getClass(field);
    return type == null ? "?" : readable(type.getName());
  }

  /** {@code byte[]} for {@code [B}. */
  static String readable(String name) {
    int depth = name.lastIndexOf('[') + 1;
    if (depth == 0) {
      return name;
    }
    String element =
        switch (name.charAt(depth)) {
          case 'B' -> "byte";
          case 'C' -> "char";
          case 'D' -> "double";
          case 'F' -> "float";
          case 'I' -> "int";
          case 'J' -> "long";
          case 'S' -> "short";
          case 'Z' -> "boolean";
          default -> name.substring(depth + 1).replace(";", "");
        };
    return element + "[]".repeat(depth);
  }

  /** The plugin that holds a large part of the heap, when there is one. */
  Optional<SampleCounts.Line> suspect() {
    return retained.lines().stream()
        .filter(line -> !line.plugin().equals(NOBODY))
        .filter(line -> line.share() >= SUSPECT_SHARE && line.samples() >= SUSPECT_SAMPLES)
        .findFirst();
  }

  /**
   * As text.
   *
   * @param live bytes of the heap that are in use
   */
  List<String> lines(long live) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Who holds the heap, by the plugin that allocated it: " + retained.count() + " samples");
    lines.add(
        "of objects that are still alive"
            + (live == 0 ? "." : ", which stand for " + new Size(live) + "."));
    if (retained.count() == 0) {
      lines.add("  None: they are looked for while the heap fills up.");
    }
    retained
        .lines()
        .forEach(line ->
            lines.add(line(line, live == 0 ? null : new Size((long) (live * line.share())))));
    lines.add("");
    lines.add("Recent allocations, including present garbage: " + allocated.count() + " samples.");
    allocated.lines().forEach(line -> lines.add(line(line, null)));
    return lines;
  }

  private static String line(SampleCounts.Line line, @Nullable Size size) {
    String about = size == null ? "" : ", about " + size;
    return String.format(
        Locale.ROOT,
        "  %-24s %5.1f %%  %d samples%s, most often %s",
        line.plugin(),
        line.share() * 100,
        line.samples(),
        about,
        line.site());
  }
}

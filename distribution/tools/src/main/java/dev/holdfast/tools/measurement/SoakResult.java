package dev.holdfast.tools.measurement;

import dev.holdfast.console.terminal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a soak has shown; memory in MB, all trends after the warm-up. */
record SoakResult(
    Trend heapAfterGc,
    Trend threads,
    Trend files,
    Trend resident,
    long acknowledged,
    double stored,
    int maxRssMegabytes) {

  /** A compiler thread or a connection of the pool may come and go without anything growing. */
  private static final double COUNT_TOLERANCE = 4;

  boolean holds() {
    return complaints().isEmpty();
  }

  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (resident.count() == 0) {
      complaints.add("memory is not known: no /proc of the server");
    }
    if (resident.max() >= maxRssMegabytes) {
      complaints.add(
          String.format(
              Locale.ROOT, "memory: %.0f MB, the limit is %d MB", resident.max(), maxRssMegabytes));
    }
    complainOfGrowth("threads", threads, complaints);
    complainOfGrowth("open files", files, complaints);
    if (stored != acknowledged) {
      complaints.add(
          String.format(Locale.ROOT, "stored %,.0f of %,d acknowledged", stored, acknowledged));
    }
    return complaints;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "%-18s %9s %9s %9s %12s%n", "", "start", "end", "max", "slope"));
    line(text, "heap after GC, MB", heapAfterGc);
    line(text, "RSS, MB", resident);
    line(text, "threads", threads);
    line(text, "open files", files);
    text.append(
        String.format(Locale.ROOT, "acknowledged %,d, stored %,.0f%n", acknowledged, stored));
    complaints().forEach(complaint -> text.append(complaint).append(System.lineSeparator()));
    return text.append(holds() ? "Nothing grows." : "FAILED.").toString();
  }

  String json() {
    return Json.object(out -> {
      out.writeNumberProperty("heapAfterGcStartMegabytes", heapAfterGc.first());
      out.writeNumberProperty("heapAfterGcEndMegabytes", heapAfterGc.last());
      out.writeNumberProperty("heapAfterGcMegabytesPerHour", heapAfterGc.perHour());
      out.writeNumberProperty("rssMaxMegabytes", resident.max());
      out.writeNumberProperty("rssMegabytesPerHour", resident.perHour());
      out.writeNumberProperty("threadsStart", threads.first());
      out.writeNumberProperty("threadsEnd", threads.last());
      out.writeNumberProperty("filesStart", files.first());
      out.writeNumberProperty("filesEnd", files.last());
      out.writeNumberProperty("acknowledged", acknowledged);
      out.writeNumberProperty("stored", (long) stored);
      out.writeBooleanProperty("holds", holds());
    });
  }

  private static void complainOfGrowth(String what, Trend trend, List<String> complaints) {
    if (trend.count() < 2) {
      complaints.add(what + " are not known: the server's /metrics does not name them");
      return;
    }
    double before = trend.firstHalf().max();
    double after = trend.secondHalf().max();
    if (after > before + COUNT_TOLERANCE) {
      complaints.add(String.format(Locale.ROOT, "%s grew from %.0f to %.0f", what, before, after));
    }
  }

  private static void line(StringBuilder text, String name, Trend trend) {
    text.append(
        String.format(
            Locale.ROOT,
            "%-18s %9.1f %9.1f %9.1f %+10.2f/h%n",
            name,
            trend.first(),
            trend.last(),
            trend.max(),
            trend.perHour()));
  }
}

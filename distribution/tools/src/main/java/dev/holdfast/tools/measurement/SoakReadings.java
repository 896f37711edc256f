package dev.holdfast.tools.measurement;

import dev.holdfast.console.client.Metrics;
import dev.holdfast.tools.launch.ProcessFigures;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a server was seen to use, moment by moment. */
final class SoakReadings {
  private static final double MEGABYTE = 1024 * 1024;

  /** Of a short run a fifth, of a long one a minute, for classes, compiler and pools. */
  private static final double WARM_UP_SHARE = 0.2;

  private static final double WARM_UP_SECONDS = 60;

  /** At the least this many readings hold one collection of the young generation. */
  private static final int TROUGH = 10;

  private final Trend liveData = new Trend();
  private final Trend heapUsed = new Trend();
  private final Trend threads = new Trend();
  private final Trend files = new Trend();
  private final Trend resident = new Trend();

  void add(double seconds, Metrics metrics, ProcessFigures process) {
    add(liveData, seconds, metrics.sum("jvm_gc_live_data_size_bytes"), MEGABYTE);
    add(heapUsed, seconds, metrics.sum("jvm_memory_used_bytes", "area=\"heap\""), MEGABYTE);
    add(threads, seconds, metrics.sum("jvm_threads_live_threads"), 1);
    add(files, seconds, metrics.sum("process_files_open_files"), 1);
    OptionalLong rss = process.residentBytes();
    if (rss.isPresent()) {
      resident.add(seconds, rss.getAsLong() / MEGABYTE);
    }
  }

  String now(long acknowledged) {
    return String.format(
        Locale.ROOT,
        "%,d acknowledged, RSS %.0f MB, heap in use %.0f MB, %.0f threads, %.0f files",
        acknowledged,
        resident.last(),
        heapUsed.last(),
        threads.last(),
        files.last());
  }

  SoakResult judge(long acknowledged, double stored, int maxRssMegabytes) {
    return new SoakResult(
        afterGc(),
        afterWarmUp(threads),
        afterWarmUp(files),
        afterWarmUp(resident),
        acknowledged,
        stored,
        maxRssMegabytes);
  }

  /**
   * The live data after a collection of the old generation, when there were enough of them to draw
   * a line through; else the troughs of the heap in use.
   */
  private Trend afterGc() {
    Trend live = afterWarmUp(liveData);
    boolean known = live.count() > 0 && live.firstHalf().max() > 0;
    return known ? live : afterWarmUp(heapUsed).troughs(TROUGH);
  }

  private static Trend afterWarmUp(Trend trend) {
    return trend.since(Math.min(WARM_UP_SECONDS, trend.lastMoment() * WARM_UP_SHARE));
  }

  private static void add(Trend trend, double seconds, OptionalDouble value, double unit) {
    if (value.isPresent()) {
      trend.add(seconds, value.getAsDouble() / unit);
    }
  }
}

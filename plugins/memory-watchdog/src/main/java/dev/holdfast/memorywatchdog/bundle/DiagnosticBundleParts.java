package dev.holdfast.memorywatchdog.bundle;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.holdfast.memorywatchdog.problem.FigureFormat;
import dev.holdfast.memorywatchdog.profile.HeapProfile;
import dev.holdfast.memorywatchdog.profile.HeapProfiler;
import dev.holdfast.spi.server.Change;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.Measure;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.ServerView;
import dev.holdfast.spi.server.StandingAlert;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The files of a diagnostic bundle, the most valuable first. */
public final class DiagnosticBundleParts {
  /** How old evidence may be that was taken before the server did something about it. */
  private static final Duration FRESH = Duration.ofSeconds(20);

  private static final int BUFFER = 64 * 1024;

  /** Pool, journal, store and what goes in and out; names that are not there cost nothing. */
  private static final List<String> MEASURES =
      List.of(
          "hikaricp_connections_active",
          "hikaricp_connections_idle",
          "hikaricp_connections_pending",
          "hikaricp_connections_max",
          "hikaricp_connections_timeout_total",
          "holdfast_database_up",
          "holdfast_journal_appended_total",
          "holdfast_journal_bytes",
          "holdfast_journal_max_bytes",
          "holdfast_journal_waiting_bytes",
          "holdfast_journal_waiting_events",
          "holdfast_journal_refused_total",
          "holdfast_journal_fsync_seconds_max",
          "holdfast_events_received_total",
          "holdfast_events_refused_total",
          "holdfast_events_stored_total",
          "holdfast_events_dead_lettered_total",
          "holdfast_store_failures_total",
          "holdfast_ingest_sessions",
          "holdfast_ingest_unacked",
          "holdfast_websocket_sessions",
          "jvm_memory_used_bytes",
          "jvm_memory_max_bytes",
          "jvm_gc_pause_seconds_sum",
          "jvm_gc_pause_seconds_count",
          "jvm_threads_live_threads",
          "jvm_classes_loaded_classes",
          "process_cpu_usage",
          "process_files_open_files");

  private final ServerView server;
  private final HeapProfiler profiler;
  private final Supplier<Map<String, Object>> health;
  private final int logSize;
  private final byte[] buffer = new byte[BUFFER];

  /**
   * Writes nothing yet.
   *
   * @param health what health shows of memory and resources
   * @param logSize how much of the end of the log is copied, in bytes
   */
  public DiagnosticBundleParts(
      ServerView server, HeapProfiler profiler, Supplier<Map<String, Object>> health, int logSize) {
    this.server = server;
    this.profiler = profiler;
    this.health = health;
    this.logSize = logSize;
  }

  /**
   * What is written of a bundle.
   *
   * @param memory whether it is a matter of memory: then objects are counted, which collects the
   *     whole heap and is no help to a server with other troubles
   */
  List<BundlePart> all(String id, String why, Instant now, boolean memory) {
    return List.of(
        new BundlePart("summary.txt", out -> summary(out, id, why, now, memory)),
        new BundlePart("holders.txt", out -> owners(out, memory)),
        new BundlePart("plugins.txt", this::plugins),
        new BundlePart("changes.txt", this::changes),
        new BundlePart("measures.txt", this::measures),
        new BundlePart("threads.txt", DiagnosticBundleParts::threads),
        new BundlePart("log.txt", this::log),
        new BundlePart("configuration.conf", out -> out.println(server.configuration())),
        new BundlePart("classes.txt", out -> classes(out, memory)),
        new BundlePart("recording.jfr", out -> recording(out, memory)));
  }

  private void summary(BundlePartFile out, String id, String why, Instant now, boolean memory)
      throws IOException {
    Duration up = Duration.between(server.startedAt(), now);
    out.println("Bundle " + id);
    out.println("Reason:   " + why);
    out.println("At:       " + now + ", " + FigureFormat.time(up) + " after the start");
    out.println("Holdfast " + server.version() + " on Java " + Runtime.version());
    HeapProfile profile = profiler.profile(FRESH, memory);
    out.println("Suspect:  " + suspect(profile));
    out.println("");
    for (Map.Entry<String, Object> vital : health.get().entrySet()) {
      out.println(String.format(Locale.ROOT, "  %-24s %s", vital.getKey(), vital.getValue()));
    }
    out.println("");
    for (StandingAlert alert : server.alerts()) {
      out.println("alert since " + alert.since() + ": " + alert.alert().problem().sentence());
    }
    for (PluginStatus plugin : server.plugins()) {
      out.println(line(plugin));
    }
  }

  private static String suspect(HeapProfile profile) {
    return profile.suspectInWords().orElse("no plugin stands out; see holders.txt and classes.txt");
  }

  private void owners(BundlePartFile out, boolean memory) throws IOException {
    HeapProfile profile = profiler.profile(FRESH, memory);
    for (String line : profile.ownerLines()) {
      out.println(line);
    }
    for (String failure : profile.failures()) {
      out.println("not known: " + failure);
    }
  }

  private void classes(BundlePartFile out, boolean memory) throws IOException {
    for (String line : profiler.profile(FRESH, memory).classLines()) {
      out.println(line);
    }
  }

  private void plugins(BundlePartFile out) throws IOException {
    for (PluginStatus plugin : server.plugins()) {
      out.println(line(plugin));
    }
    out.println("");
    for (Finding finding : server.findings()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%s %s since %s %s",
              finding.name(),
              finding.verdict(),
              finding.since(),
              finding.details()));
    }
  }

  private static String line(PluginStatus plugin) {
    return String.format(
        Locale.ROOT,
        "plugin %s: %s since %s, %d restarts %s",
        plugin.name(),
        plugin.state(),
        plugin.since(),
        plugin.restarts(),
        plugin.cause());
  }

  private void changes(BundlePartFile out) throws IOException {
    for (Change change : server.changes(0)) {
      out.println(
          String.format(
              Locale.ROOT,
              "%s %s %s: %s -> %s %s",
              change.at(),
              change.kind(),
              change.subject(),
              change.from(),
              change.to(),
              change.why()));
    }
  }

  private void measures(BundlePartFile out) throws IOException {
    List<Measure> measures =
        server.measures(MEASURES::contains).stream()
            .sorted(Comparator.comparingInt(measure -> MEASURES.indexOf(measure.name())))
            .toList();
    for (Measure measure : measures) {
      out.println(measure.name() + " " + measure.labels() + " " + measure.value());
    }
  }

  /** With the virtual ones, and straight to the file. */
  private static void threads(BundlePartFile out) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(
            out.path().toAbsolutePath().toString(),
            HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
  }

  private void log(BundlePartFile out) throws IOException {
    Path log = server.logDirectory().resolve("holdfast.log");
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - logSize));
      for (int read = file.read(buffer); read > 0; read = file.read(buffer)) {
        out.write(buffer, read);
      }
    }
  }

  private void recording(BundlePartFile out, boolean memory) throws IOException {
    Optional<Path> recorded = profiler.profile(FRESH, memory).recording();
    if (recorded.isPresent()) {
      Files.copy(recorded.get(), out.path());
    }
  }
}

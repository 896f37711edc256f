package dev.holdfast.tools.drill.siege;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import dev.holdfast.tools.load.Comparison;
import dev.holdfast.tools.load.DrillLoad;
import dev.holdfast.tools.load.Latencies;
import dev.holdfast.tools.load.LiveServer;
import dev.holdfast.tools.load.LoadConnection;
import dev.holdfast.tools.load.OutageLatencies;
import dev.holdfast.tools.load.StoredHistory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything at once against a fresh server, while one good producer works. The server is judged
 * from outside only.
 */
final class Siege {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CATCH_UP = Duration.ofMinutes(1);
  private static final Duration NORMAL_PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
  private static final Duration HEALTH_EVERY = Duration.ofMillis(50);

  /**
   * Far more often than monitors do: a 99th percentile needs more than a hundred answers in 20 s,
   * of which each is a thousand lines.
   */
  private static final Duration METRICS_EVERY = Duration.ofMillis(100);

  private static final int LOOKS_A_FIGURE = 8;
  private static final double MEGABYTE = 1e6;
  private static final String UNFINISHED = "holdfast_unfinished_input_bytes";

  /** A working producer's own messages may be under way at any moment. */
  private static final double NEARLY_NOTHING = 256 * 1024;

  private final SiegePlan plan;
  private final SiegeLimits limits;
  private final ServerStart start;
  private final Terminal terminal;
  private double resident;
  private double unfinished;

  Siege(SiegePlan plan, SiegeLimits limits, ServerStart start, Terminal terminal) {
    this.plan = plan;
    this.limits = limits;
    this.start = start;
    this.terminal = terminal;
  }

  SiegeResult run() {
    try (ServerProcess server = start.launch();
        ServerApi api = new ServerApi(server.awaitListening(START_LIMIT))) {
      return run(server, api);
    } catch (IOException e) {
      throw Failures.loadStopped("the logs cannot be read: " + e.getMessage());
    }
  }

  private SiegeResult run(ServerProcess server, ServerApi api) throws IOException {
    String url = api.address().toString();
    LiveServer live = LiveServer.at(url);
    OutageLatencies latencies = new OutageLatencies();
    DrillLoad load = new DrillLoad(live, 1, plan.rate(), latencies);
    try {
      terminal.say("one producer and the monitors alone for " + plan.lead().toSeconds() + " s");
      try (ProbeWatch _ = new ProbeWatch(url, "/health", HEALTH_EVERY);
          ProbeWatch _ = new ProbeWatch(url, "/metrics", METRICS_EVERY)) {
        watch(server, api, plan.lead());
      }
      double logBefore = logBytes();
      SiegeCrowd crowd;
      ProbeWatch health;
      ProbeWatch metrics;
      Optional<ProcessorTime> before = ProcessorTime.now();
      latencies.begin(System.nanoTime());
      terminal.say("everything at once for " + plan.duration().toSeconds() + " s");
      try (SiegeCrowd all = SiegeCrowd.begin(api.address(), plan);
          ProbeWatch asksHealth = new ProbeWatch(url, "/health", HEALTH_EVERY);
          ProbeWatch asksMetrics = new ProbeWatch(url, "/metrics", METRICS_EVERY)) {
        crowd = all;
        health = asksHealth;
        metrics = asksMetrics;
        watch(server, api, plan.duration());
      }
      latencies.end(System.nanoTime());
      Optional<ProcessorTime> after = ProcessorTime.now();
      terminal.say("the attackers: " + crowd.summary());
      double normal = secondsUntilNormal(api);
      double log = logBytes() - logBefore;
      load.end();
      StoredHistory history = new StoredHistory(api);
      history.awaitAll(load.ledgers(), CATCH_UP);
      Comparison counts = Comparison.of(load.ledgers(), history);
      terminal.say(
          "alone: p99 "
              + Math.round(latencies.outside().percentile(99))
              + " ms; at the most "
              + Math.round(unfinished / MEGABYTE)
              + " MB were unfinished; "
              + answers("/health", health)
              + "; "
              + answers("/metrics", metrics)
              + stolen(before, after));
      return result(latencies.during(), health, metrics, normal, log, counts, load, server);
    } finally {
      load.stop();
    }
  }

  private SiegeResult result(
      Latencies during,
      ProbeWatch health,
      ProbeWatch metrics,
      double normal,
      double log,
      Comparison counts,
      DrillLoad load,
      ServerProcess server) {
    double acknowledgement = limits.acknowledgement().toNanos() / 1e6;
    double answer = limits.health().toNanos() / 1e6;
    List<SiegeResult.Line> lines = new ArrayList<>();
    lines.add(line("acknowledgements, p99", during.percentile(99), acknowledgement, "ms"));
    lines.add(line("no acknowledgement at all", during.count() == 0 ? 1 : 0, 0, ""));
    lines.add(line("the producer was refused", load.refusals(), 0, ""));
    lines.add(line("/health, p99", health.latencies().percentile(99), answer, "ms"));
    lines.add(line("/metrics, p99", metrics.latencies().percentile(99), answer, "ms"));
    lines.add(line("probes without 200", health.failures() + metrics.failures(), 0, ""));
    lines.add(line("acknowledged and not stored", (double) counts.missing(), 0, ""));
    lines.add(line("stored twice", (double) counts.doubled(), 0, ""));
    lines.add(line("resident memory", resident / MEGABYTE, limits.resident(), "MB"));
    lines.add(line("log", log / MEGABYTE, limits.log(), "MB"));
    lines.add(line("back to normal after", normal, limits.normal().toNanos() / 1e9, "s"));
    lines.add(line("the server has ended", server.isAlive() ? 0 : 1, 0, ""));
    return new SiegeResult(lines);
  }

  private static String answers(String path, ProbeWatch probes) {
    Latencies all = probes.latencies();
    return path
        + " was asked "
        + all.count()
        + " times, slowest "
        + Math.round(all.max())
        + " ms"
        + (probes.lastFailure().isEmpty() ? "" : ", " + probes.lastFailure());
  }

  /** Without it nobody can tell a slow server from a slow machine. */
  private static String stolen(Optional<ProcessorTime> before, Optional<ProcessorTime> after) {
    return before
        .flatMap(begin -> after.map(end -> end.stolenSince(begin)))
        .map(percent ->
            String.format(
                Locale.ROOT, "; the host took %.1f %% of this machine's processors", percent))
        .orElse("");
  }

  private static SiegeResult.Line line(String name, double value, double limit, String unit) {
    return new SiegeResult.Line(name, value, limit, unit);
  }

  private void watch(ServerProcess server, ServerApi api, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (int look = 0; System.nanoTime() - end < 0; look++) {
      resident = Math.max(resident, (double) server.figures().residentBytes().orElse(0));
      if (look % LOOKS_A_FIGURE == 0) {
        lookAtUnfinished(api);
      }
      if (!server.isAlive() || !Pause.of(LOOK_AGAIN)) {
        return;
      }
    }
  }

  private void lookAtUnfinished(ServerApi api) {
    try {
      unfinished = Math.max(unfinished, api.metrics().sum(UNFINISHED).orElse(0));
    } catch (Failure noMetrics) {
      // The probes count that; here it only goes without a figure.
    }
  }

  /** A new client gets in, a probe is quick, and nothing unfinished is held any more. */
  private double secondsUntilNormal(ServerApi api) {
    long begin = System.nanoTime();
    while (!isNormal(api) && System.nanoTime() - begin < NORMAL_PATIENCE.toNanos()) {
      if (!Pause.of(LOOK_AGAIN)) {
        break;
      }
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private boolean isNormal(ServerApi api) {
    try {
      URI ingest = api.ingest();
      LoadConnection.open(ingest, Duration.ofSeconds(5)).close();
      long begin = System.nanoTime();
      api.health();
      boolean quick = System.nanoTime() - begin < limits.health().toNanos();
      return quick && api.metrics().sum(UNFINISHED).orElse(0) <= NEARLY_NOTHING;
    } catch (IOException | Failure e) {
      return false;
    }
  }

  private double logBytes() throws IOException {
    double bytes = 0;
    Path logs = start.base().resolve("logs");
    for (Path file : List.of(start.base().resolve("console.log"), logs)) {
      if (Files.exists(file)) {
        try (Stream<Path> all = Files.walk(file)) {
          for (Path each : all.filter(Files::isRegularFile).toList()) {
            bytes += Files.size(each);
          }
        }
      }
    }
    return bytes;
  }
}

package dev.holdfast.tools.measurement;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.tools.launch.ProcessFigures;
import dev.holdfast.tools.load.EventFrames;
import dev.holdfast.tools.load.Flood;
import dev.holdfast.tools.load.HealthUnderLoad;
import dev.holdfast.tools.load.Latencies;
import dev.holdfast.tools.load.LoadConnection;
import dev.holdfast.tools.load.PacedSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Measures one running server and holds it against the limits of the machine. */
final class Bench {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  /** A store that has moved nothing for so long will not move any more. */
  private static final Duration STANDSTILL_LIMIT = Duration.ofSeconds(20);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int PACED_WINDOW = 65_536;
  private static final double MEGABYTE = 1024 * 1024;

  private final BenchPlan plan;
  private final ServerApi server;
  private final @Nullable ProcessFigures process;
  private final MachineLimits limits;
  private final BenchReport report;

  /**
   * @param process null when the server runs elsewhere
   */
  Bench(
      BenchPlan plan,
      ServerApi server,
      @Nullable ProcessFigures process,
      MachineLimits limits,
      BenchReport report) {
    this.plan = plan;
    this.server = server;
    this.process = process;
    this.limits = limits;
    this.report = report;
  }

  void run() {
    for (BenchPlan.Load load : plan.loads()) {
      flood(load);
    }
    paced();
    if (process != null) {
      OptionalLong resident = process.residentBytes();
      if (resident.isPresent()) {
        report.add("memory at the end (RSS)", resident.getAsLong() / MEGABYTE, "MB");
      }
    }
  }

  private void flood(BenchPlan.Load load) {
    Flood flood = new Flood(server.ingest(), plan.eventSize(), plan.warmUp(), plan.time());
    double storedBefore = stored();
    OptionalDouble cpuBefore = cpu();
    HealthUnderLoad health = new HealthUnderLoad(server);
    Flood.Outcome outcome;
    try (health) {
      outcome = flood.run("bench", load.connections(), load.window());
    }
    OptionalDouble cpuAfter = cpu();
    report.add(
        "acknowledged, " + load.name(), outcome.perSecond(), "events/s", limits.acknowledged(load));
    if (load.window() == 1) {
      percentiles(load.name(), outcome.latencies());
    }
    cpuPerEvent("server CPU, " + load.name(), cpuBefore, cpuAfter, outcome.acknowledged());
    if (load.connections() > 1) {
      report.add("/health average, " + load.name(), health.latencies().mean(), "ms");
      report.add("/health max, " + load.name(), health.latencies().max(), "ms");
      report.add("/health without answer, " + load.name(), health.failures(), "");
    }
    drain(load, storedBefore, outcome.acknowledged(), cpuBefore);
  }

  /** The rest of what was acknowledged goes to the database, with nothing new coming in. */
  private void drain(
      BenchPlan.Load load, double storedBefore, long acknowledged, OptionalDouble cpuBefore) {
    OptionalDouble known = server.metrics().sum(SoakReadings.STORED);
    if (known.isEmpty()) {
      report.skip("drain, " + load.name(), "no " + SoakReadings.STORED + " in /metrics");
      return;
    }
    double from = known.getAsDouble();
    double wanted = storedBefore + acknowledged;
    long begin = System.nanoTime();
    long movedAt = begin;
    double now = from;
    while (now < wanted && System.nanoTime() - movedAt < STANDSTILL_LIMIT.toNanos()) {
      if (!Pause.of(LOOK_AGAIN)) {
        return;
      }
      double before = now;
      now = stored();
      movedAt = now > before ? System.nanoTime() : movedAt;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (now < wanted) {
      report.fail("NOT STORED, " + load.name(), wanted - now, "events");
      return;
    }
    // A backlog of less than a second says nothing about a rate.
    if (seconds >= 1) {
      report.add("drain, " + load.name(), (now - from) / seconds, "rows/s", limits.rows());
    }
    cpuPerEvent("server CPU with the store, " + load.name(), cpuBefore, cpu(), acknowledged);
  }

  private void paced() {
    Random random = new Random();
    String source = "bench/" + Long.toHexString(random.nextLong());
    EventFrames frames = new EventFrames(source, plan.eventSize(), random);
    try {
      LoadConnection connection = LoadConnection.open(server.ingest(), ANSWER_LIMIT);
      PacedSession session =
          new PacedSession(connection, frames, 0, plan.rate(), PACED_WINDOW, () -> {});
      long end = System.nanoTime() + plan.warmUp().plus(plan.time()).toNanos();
      session.run(() -> System.nanoTime() < end);
      if (!session.ended().isEmpty()) {
        throw Failures.loadStopped(session.ended());
      }
      percentiles(String.format(Locale.ROOT, "%,.0f/s", plan.rate()), session.latencies());
    } catch (IOException e) {
      throw Failures.noAnswer(server.ingest().toString(), String.valueOf(e.getMessage()), e);
    }
  }

  private void percentiles(String name, Latencies latencies) {
    report.add("ack p50, " + name, latencies.percentile(50), "ms", limits.forceMillis());
    report.add("ack p99, " + name, latencies.percentile(99), "ms");
    report.add("ack p99.9, " + name, latencies.percentile(99.9), "ms");
  }

  private void cpuPerEvent(
      String name, OptionalDouble before, OptionalDouble after, long acknowledged) {
    if (before.isPresent() && after.isPresent() && acknowledged > 0) {
      double seconds = after.getAsDouble() - before.getAsDouble();
      report.add(name, seconds * 1e6 / acknowledged, "us/event");
    }
  }

  private OptionalDouble cpu() {
    return process == null ? OptionalDouble.empty() : process.cpuSeconds();
  }

  private double stored() {
    return server.metrics().sum(SoakReadings.STORED).orElse(0);
  }
}

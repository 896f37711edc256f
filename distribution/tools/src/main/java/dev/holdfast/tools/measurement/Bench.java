package dev.holdfast.tools.measurement;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.tools.comparison.BenchPlan;
import dev.holdfast.tools.comparison.Drain;
import dev.holdfast.tools.launch.ProcessFigures;
import dev.holdfast.tools.load.Flood;
import dev.holdfast.tools.load.HealthUnderLoad;
import dev.holdfast.tools.load.Latencies;
import dev.holdfast.tools.load.PacedRun;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Measures one running server and holds it against the limits of the machine. */
final class Bench {
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
    double storedBefore = Drain.stored(server);
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

  private void drain(
      BenchPlan.Load load, double storedBefore, long acknowledged, OptionalDouble cpuBefore) {
    if (server.metrics().sum(Drain.STORED).isEmpty()) {
      report.skip("drain, " + load.name(), "no " + Drain.STORED + " in /metrics");
      return;
    }
    Optional<Drain> awaited = Drain.await(server, storedBefore + acknowledged);
    if (awaited.isEmpty()) {
      return;
    }
    Drain drain = awaited.get();
    if (drain.missing() > 0) {
      report.fail("NOT STORED, " + load.name(), drain.missing(), "events");
      return;
    }
    if (drain.saysARate()) {
      report.add("drain, " + load.name(), drain.perSecond(), "rows/s", limits.rows());
    }
    cpuPerEvent("server CPU with the store, " + load.name(), cpuBefore, cpu(), acknowledged);
  }

  private void paced() {
    Latencies latencies =
        PacedRun.measure(
            server.ingest(), plan.eventSize(), plan.rate(), plan.warmUp().plus(plan.time()));
    percentiles(String.format(Locale.ROOT, "%,.0f/s", plan.rate()), latencies);
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
}

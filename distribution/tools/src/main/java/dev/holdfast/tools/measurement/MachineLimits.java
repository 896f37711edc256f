package dev.holdfast.tools.measurement;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.tools.comparison.BenchPlan;
import dev.holdfast.tools.comparison.DatabaseLimit;
import dev.holdfast.tools.load.Flood;
import dev.holdfast.tools.load.NullSink;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this machine could do at most, measured in the run whose figures are held against it: on
 * shared machines an absolute figure says little, the ratio holds.
 */
final class MachineLimits {
  private final Map<String, Double> sink = new HashMap<>();
  private final BenchReport report;
  private double forcesPerSecond;
  private double groupedPerSecond;
  private @Nullable Double forceMillis;
  private @Nullable Double rowsPerSecond;

  MachineLimits(BenchReport report) {
    this.report = report;
  }

  /** The producers of the bench against a server that does nothing. */
  void measureSink(BenchPlan plan) {
    try (NullSink server = new NullSink()) {
      Flood flood = new Flood(server.uri(), plan.eventSize(), plan.warmUp(), plan.limitTime());
      for (BenchPlan.Load load : plan.loads()) {
        double perSecond = flood.run("sink", load.connections(), load.window()).perSecond();
        sink.put(load.name(), perSecond);
        report.add("limit: bare sink, " + load.name(), perSecond, "events/s");
      }
    } catch (IOException e) {
      throw Failures.loadStopped("the sink: " + e.getMessage());
    }
  }

  /** Append and force in a loop, page by page and group by group. */
  void measureDisk(BenchPlan plan, Path directory) {
    DiskLimit single = DiskLimit.measure(directory, DiskLimit.PAGE, plan.limitTime());
    forcesPerSecond = single.forcesPerSecond();
    report.add("limit: append 4 KiB and force", forcesPerSecond, "/s");
    double median = single.latencies().percentile(50);
    forceMillis = median;
    report.add("limit: append 4 KiB and force, p50", median, "ms");
    report.add("limit: append 4 KiB and force, p99", single.latencies().percentile(99), "ms");
    DiskLimit grouped =
        DiskLimit.measure(directory, DiskLimit.GROUP * plan.eventSize(), plan.limitTime());
    groupedPerSecond = grouped.forcesPerSecond() * DiskLimit.GROUP;
    report.add("limit: append 512 events and force", groupedPerSecond, "events/s");
  }

  void measureDatabase(BenchPlan plan, Path plugin, String url) {
    String name = "limit: insert 500 rows and commit";
    try {
      double perSecond = new DatabaseLimit(plugin).measure(url, plan.eventSize(), plan.limitTime());
      rowsPerSecond = perSecond;
      report.add(name, perSecond, "rows/s");
    } catch (IOException | SQLException e) {
      report.skip(name, e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }

  /** The lower one of what the wire and the disk allow. */
  @Nullable Double acknowledged(BenchPlan.Load load) {
    Double wire = sink.get(load.name());
    double disk = load.window() == 1 ? forcesPerSecond : groupedPerSecond;
    return wire == null ? null : Double.valueOf(Math.min(wire, disk));
  }

  /** No acknowledgement can be quicker than the fsync that it waits for. */
  @Nullable Double forceMillis() {
    return forceMillis;
  }

  @Nullable Double rows() {
    return rowsPerSecond;
  }
}

package dev.holdfast.tools.comparison;

import dev.holdfast.tools.load.Flood;
import dev.holdfast.tools.load.Latencies;
import dev.holdfast.tools.load.PacedRun;
import java.net.URI;
import java.util.Locale;

/** The load that every peer with acknowledgements gets, and the rows that it fills. */
final class PeerLoad {
  static final String BACKLOG = "backlog into the database";
  static final String METRICS = "/metrics";
  static final String START = "start";
  static final String MEMORY = "memory at the end (RSS)";

  private final BenchPlan plan;

  PeerLoad(BenchPlan plan) {
    this.plan = plan;
  }

  /** What is to happen between two loads, outside of the measured time. */
  interface Between {
    void acknowledged(long events);
  }

  /** All rows of the table, in the order in which they are shown. */
  void declare(PeerTable table) {
    plan.loads().forEach(load -> table.declare(load.name(), "acks/s"));
    table.declare(p50(), "ms");
    table.declare(p99(), "ms");
    table.declare(BACKLOG, "rows/s");
    table.declare(METRICS, "ms");
    table.declare(START, "ms");
    table.declare(MEMORY, "MB");
  }

  void run(String peer, URI ingest, PeerTable table, Between between) {
    Flood flood = new Flood(ingest, plan.eventSize(), plan.warmUp(), plan.time());
    for (BenchPlan.Load load : plan.loads()) {
      Flood.Outcome outcome = flood.run("peers", load.connections(), load.window());
      table.add(load.name(), peer, outcome.perSecond());
      between.acknowledged(outcome.acknowledged());
    }
    Latencies latencies =
        PacedRun.measure(ingest, plan.eventSize(), plan.rate(), plan.warmUp().plus(plan.time()));
    table.add(p50(), peer, latencies.percentile(50));
    table.add(p99(), peer, latencies.percentile(99));
    between.acknowledged(latencies.count());
  }

  private String p50() {
    return String.format(Locale.ROOT, "ack p50 at %,.0f/s", plan.rate());
  }

  private String p99() {
    return String.format(Locale.ROOT, "ack p99 at %,.0f/s", plan.rate());
  }
}

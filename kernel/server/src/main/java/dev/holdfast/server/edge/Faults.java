package dev.holdfast.server.edge;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Counts what clients do wrong, and tells it in one line a minute: it is never an error of ours.
 */
final class Faults {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.web.clients");

  private final AtomicLongArray counts = new AtomicLongArray(Fault.values().length);
  private final CountedLine line;

  Faults(LongSupplier ticker) {
    this.line = new CountedLine(LOG, ticker);
  }

  void add(Fault fault, String peer, String why) {
    counts.incrementAndGet(fault.ordinal());
    line.add(
        "a client's fault: "
            + fault.label()
            + ", from "
            + peer
            + (why.isEmpty() ? "" : ": " + why));
  }

  void tick() {
    line.tick();
  }

  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    for (Fault fault : Fault.values()) {
      all.put(fault.label(), counts.get(fault.ordinal()));
    }
    return all;
  }
}

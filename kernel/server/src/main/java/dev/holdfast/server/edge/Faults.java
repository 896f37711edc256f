package dev.holdfast.server.edge;

import dev.holdfast.server.edge.http.ClientFault;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what clients do wrong, and tells it in one line a minute: it is never an error of ours.
 */
final class Faults {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.web.clients");

  private final Map<ClientFault, LongAdder> counts = new ConcurrentHashMap<>();
  private final CountedLine line;

  Faults(LongSupplier ticker) {
    this.line = new CountedLine(LOG, ticker);
  }

  void add(ClientFault fault, String peer, String why) {
    counts.computeIfAbsent(fault, unseen -> new LongAdder()).increment();
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
    for (ClientFault fault : ClientFault.values()) {
      LongAdder seen = counts.get(fault);
      all.put(fault.label(), seen == null ? 0 : seen.sum());
    }
    return all;
  }
}

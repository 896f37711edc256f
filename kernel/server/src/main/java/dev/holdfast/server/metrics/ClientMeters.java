package dev.holdfast.server.metrics;

import dev.holdfast.server.web.ClientBlocks;
import dev.holdfast.server.web.Offence;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import java.util.List;

/** Offences and blocks of clients as meters; addresses are no labels. */
public final class ClientMeters {
  private ClientMeters() {}

  /** Adds them, for as long as the server runs. */
  public static void add(Meters meters, ClientBlocks blocks) {
    meters.add(
        "kernel",
        Gauge.builder("holdfast_clients_blocked", blocks::blocked)
            .description("Client addresses that are blocked now"));
    meters.add(
        "kernel",
        FunctionalCounter.builder(
                "holdfast_clients_blocked_requests", blocks, ClientBlocks::refused)
            .description("Requests that were refused because their address is blocked"));
    for (Offence offence : Offence.values()) {
      meters.add(
          "kernel",
          FunctionalCounter.builder("holdfast_client_offences", blocks, from -> from.count(offence))
              .tags(List.of(Tag.create("kind", offence.label())))
              .description("Faults of clients, by kind"));
    }
  }
}

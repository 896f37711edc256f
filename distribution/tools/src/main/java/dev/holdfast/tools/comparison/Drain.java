package dev.holdfast.tools.comparison;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Pause;
import java.time.Duration;
import java.util.Optional;

/**
 * How the rest of what was acknowledged went to the database, with nothing new coming in.
 *
 * @param rows stored meanwhile
 * @param missing events that were not stored when the store stood still; 0 when all were
 */
public record Drain(double rows, double seconds, double missing) {
  /** The counter of what the server has stored since its start. */
  public static final String STORED = "holdfast_events_stored_total";

  /** A store that has moved nothing for so long will not move any more. */
  private static final Duration STANDSTILL_LIMIT = Duration.ofSeconds(20);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** A backlog of less than a second says nothing about a rate. */
  private static final double LEAST_SECONDS = 1;

  /**
   * Waits until so many events are stored.
   *
   * @param wanted by the server's own count
   * @return empty when the thread was interrupted, by Ctrl-C
   */
  public static Optional<Drain> await(ServerApi server, double wanted) {
    double from = stored(server);
    long begin = System.nanoTime();
    long movedAt = begin;
    double now = from;
    while (now < wanted && System.nanoTime() - movedAt < STANDSTILL_LIMIT.toNanos()) {
      if (!Pause.of(LOOK_AGAIN)) {
        return Optional.empty();
      }
      double before = now;
      now = stored(server);
      movedAt = now > before ? System.nanoTime() : movedAt;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return Optional.of(new Drain(now - from, seconds, Math.max(0, wanted - now)));
  }

  /** What the server has stored since its start. */
  public static double stored(ServerApi server) {
    return server.metrics().sum(STORED).orElse(0);
  }

  public boolean saysARate() {
    return missing == 0 && seconds >= LEAST_SECONDS;
  }

  public double perSecond() {
    return rows / seconds;
  }
}

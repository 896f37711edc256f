package dev.holdfast.server.web;

import dev.holdfast.server.edge.ProbePaths;
import dev.holdfast.server.memory.FairShares;
import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests are served at one time, and for whom. Helidon's own limit counts whatever
 * comes, so that a thousand bodies that dribble turned away the probes as well; probes and metrics
 * do no work worth a limit, and have none here.
 */
final class RequestPlaces {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Every client may have these as long as there is one. */
  private static final int LEAST = 2;

  private final int limit;
  private final FairShares shares = new FairShares(LEAST);
  private final LongAdder refused = new LongAdder();

  RequestPlaces(int limit) {
    this.limit = limit;
  }

  /** A request that is being served; closing it gives the place back. */
  @FunctionalInterface
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @param address of the client
   * @throws ProblemException 503, with a time to try again
   */
  Place take(String path, String address) {
    if (ProbePaths.include(path)) {
      return () -> {};
    }
    List<String> holder = List.of(address);
    if (!shares.take(holder, 1, limit)) {
      refused.increment();
      String why =
          shares.used()
              + " of "
              + limit
              + " requests are under way, "
              + shares.held(holder)
              + " of them from "
              + address;
      throw new ProblemException(WebProblems.OVERLOADED.because(why), RETRY_AFTER, null);
    }
    return () -> shares.giveBack(holder, 1);
  }

  /** How many requests are served now. */
  long taken() {
    return shares.used();
  }

  /** How many requests were refused since the start. */
  long refused() {
    return refused.sum();
  }
}

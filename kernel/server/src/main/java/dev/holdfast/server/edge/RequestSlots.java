package dev.holdfast.server.edge;

import dev.holdfast.server.memory.FairShares;
import dev.holdfast.server.memory.NoCapacity;
import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests are served at one time, and for whom. Helidon's own limit counts whatever
 * comes, so that a thousand bodies that dribble turned away the probes as well; probes and metrics
 * do no work worth a limit, and have none here. Asked before Helidon sees the request: a refusal
 * has to be cheap. Safe for use by several threads.
 */
public final class RequestSlots {
  /** Why a request was not served; its own reason says who has the slots. */
  public static final Problem OVERLOADED =
      new Problem("HF-WEB-007", 503, "Too many requests are being served", "", "Try again later");

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Every client may have these as long as there is one. */
  private static final int LEAST = 2;

  private final int limit;
  private final FairShares shares = new FairShares(LEAST);
  private final LongAdder refused = new LongAdder();

  /**
   * Creates slots of which none is taken.
   *
   * @param limit of all requests that are served at one time
   */
  RequestSlots(int limit) {
    this.limit = limit;
  }

  /**
   * Takes a slot.
   *
   * @param address of the client
   * @throws NoCapacity 503, with a time to try again
   */
  void take(String address) {
    List<String> holder = List.of(address);
    if (shares.take(holder, 1, limit)) {
      return;
    }
    refused.increment();
    String why =
        shares.used()
            + " of "
            + limit
            + " requests are under way, "
            + shares.held(holder)
            + " of them from "
            + address;
    throw new NoCapacity(OVERLOADED.because(why), RETRY_AFTER);
  }

  void giveBack(String address) {
    shares.giveBack(List.of(address), 1);
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

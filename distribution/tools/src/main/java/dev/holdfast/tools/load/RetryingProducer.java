package dev.holdfast.tools.load;

import dev.holdfast.console.terminal.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A producer that reconnects after each outage of its server and keeps the ledger of its source.
 */
public final class RetryingProducer implements Runnable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration TRY_AGAIN = Duration.ofMillis(20);
  private static final long LONGEST_WAIT_MILLIS = 1_000;

  private final Ledger ledger;
  private final EventFrames frames;
  private final double perSecond;
  private final int window;
  private final Supplier<@Nullable LiveServer> server;
  private final LongConsumer answerNanos;
  private volatile boolean stopping;
  private volatile int refusals;

  /**
   * @param server where it is now; null while it is down
   */
  public RetryingProducer(
      Ledger ledger,
      int eventSize,
      double perSecond,
      int window,
      Random random,
      Supplier<@Nullable LiveServer> server) {
    this(ledger, eventSize, perSecond, window, random, server, nanos -> {});
  }

  /**
   * For who wants to know the times while it runs.
   *
   * @param answerNanos is told the time of each acknowledged event
   */
  RetryingProducer(
      Ledger ledger,
      int eventSize,
      double perSecond,
      int window,
      Random random,
      Supplier<@Nullable LiveServer> server,
      LongConsumer answerNanos) {
    this.answerNanos = answerNanos;
    this.ledger = ledger;
    this.frames = new EventFrames(ledger.source(), eventSize, random);
    this.perSecond = perSecond;
    this.window = window;
    this.server = server;
  }

  @Override
  public void run() {
    while (!stopping) {
      LiveServer now = server.get();
      if (now == null || !session(now)) {
        Pause.of(TRY_AGAIN);
      }
    }
  }

  public void stop() {
    stopping = true;
  }

  /** How often the server has said no, in words. */
  public int refusals() {
    return refusals;
  }

  private boolean session(LiveServer now) {
    LoadConnection connection;
    try {
      connection = LoadConnection.open(now.ingest(), ANSWER_LIMIT);
    } catch (HandshakeRefused e) {
      refused();
      return false;
    } catch (IOException e) {
      // It is dead or not yet there: what a producer has to live with here.
      return false;
    }
    PacedSession session =
        new PacedSession(
            connection, frames, ledger.next(), perSecond, window, now::acknowledged, answerNanos);
    session.run(() -> !stopping);
    ledger.enter(session.sent(), session.acknowledged());
    if (session.retryAfterMillis() > 0) {
      refused();
      Pause.of(Duration.ofMillis(Math.min(session.retryAfterMillis(), LONGEST_WAIT_MILLIS)));
    }
    return true;
  }

  private void refused() {
    int before = refusals;
    refusals = before + 1;
  }
}

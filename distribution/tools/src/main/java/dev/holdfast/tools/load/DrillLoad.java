package dev.holdfast.tools.load;

import dev.holdfast.console.terminal.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;

/** Producers at a steady rate, each with its ledger. */
public final class DrillLoad {
  private static final int WINDOW = 8192;
  private static final int EVENT_SIZE = 300;
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final List<Ledger> ledgers = new ArrayList<>();
  private final List<RetryingProducer> producers = new ArrayList<>();
  private final List<Thread> threads;

  /** Starts to send. */
  public DrillLoad(LiveServer server, int connections, double rate, LongConsumer answerNanos) {
    String run = "drill/" + Long.toHexString(new Random().nextLong());
    for (int i = 0; i < connections; i++) {
      Ledger ledger = new Ledger(run + "/" + i);
      ledgers.add(ledger);
      producers.add(
          new RetryingProducer(
              ledger,
              EVENT_SIZE,
              rate / connections,
              WINDOW,
              new Random(),
              () -> server,
              answerNanos));
    }
    threads = producers.stream().map(Thread.ofPlatform().daemon()::start).toList();
  }

  /** What was sent and promised; to be read after the end. */
  public List<Ledger> ledgers() {
    return ledgers;
  }

  /** How often the server has said no, in words. */
  public int refusals() {
    return producers.stream().mapToInt(RetryingProducer::refusals).sum();
  }

  /** Asks the producers to stop, and does not wait. */
  public void stop() {
    producers.forEach(RetryingProducer::stop);
  }

  /** Returns when every ledger is complete. */
  public void end() {
    stop();
    for (Thread thread : threads) {
      try {
        thread.join(END_LIMIT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        throw Failures.loadStopped("a producer did not end, so the events cannot be counted");
      }
    }
  }
}

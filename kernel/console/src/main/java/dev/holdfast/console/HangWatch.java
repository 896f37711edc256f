package dev.holdfast.console;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Judges by its answers whether one server process still lives. For one thread. */
final class HangWatch {
  /** One is not enough: this process, too, may have stood still for a while. */
  private static final int FEWEST_FAILURES = 2;

  private final SupervisorLimits limits;
  private final LongSupplier ticker;
  private long lastAnswer;
  private boolean answered;
  private int failures;

  HangWatch(SupervisorLimits limits, LongSupplier ticker) {
    this.limits = limits;
    this.ticker = ticker;
    this.lastAnswer = ticker.getAsLong();
  }

  /** Takes note of one question. */
  void asked(boolean alive) {
    if (alive) {
      answered = true;
      failures = 0;
      lastAnswer = ticker.getAsLong();
    } else {
      failures++;
    }
  }

  /** Takes note that it is busy with something that ends, and cannot answer. */
  void isBusy() {
    failures = 0;
    lastAnswer = ticker.getAsLong();
  }

  boolean hasAnswered() {
    return answered;
  }

  /** Why it has to be killed; empty as long as it has not. */
  Optional<String> verdict() {
    Duration silence = Duration.ofNanos(ticker.getAsLong() - lastAnswer);
    Duration limit = answered ? limits.hangLimit : limits.startLimit;
    if (failures < FEWEST_FAILURES || silence.compareTo(limit) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        answered
            ? "it lived but answered nothing for " + SpokenTime.of(silence)
            : "it did not answer within " + SpokenTime.of(silence) + " after its start");
  }
}

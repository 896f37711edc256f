package dev.holdfast.console.supervise;

import dev.holdfast.console.client.ProbeResult;
import dev.holdfast.console.terminal.SpokenTime;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Judges by its answers whether one server process still lives. For one thread.
 *
 * <p>Any HTTP status is an answer: a server that refuses a probe because it is busy, or asks for a
 * token, works, and to kill it would only take its clients away.
 */
final class HangWatch {
  /** One is not enough: this process, too, may have stood still for a while. */
  private static final int FEWEST_FAILURES = 2;

  private final SupervisorLimits limits;
  private final LongSupplier ticker;
  private long lastAnswer;
  private int lastStatus;
  private String lastSilence = "";
  private int failures;

  HangWatch(SupervisorLimits limits, LongSupplier ticker) {
    this.limits = limits;
    this.ticker = ticker;
    this.lastAnswer = ticker.getAsLong();
  }

  /** Takes note of what one question has brought. */
  void asked(ProbeResult result) {
    switch (result) {
      case ProbeResult.Answered(int status) -> {
        lastStatus = status;
        failures = 0;
        lastAnswer = ticker.getAsLong();
      }
      case ProbeResult.Silent(String why) -> {
        lastSilence = why;
        failures++;
      }
    }
  }

  /** Takes note that it is busy with something that ends, and cannot answer. */
  void isBusy() {
    failures = 0;
    lastAnswer = ticker.getAsLong();
  }

  /** The status of its last answer; 0 before the first. */
  int lastStatus() {
    return lastStatus;
  }

  /** Why it has to be killed, with what was seen; empty as long as it has not. */
  Optional<String> verdict() {
    Duration silence = Duration.ofNanos(ticker.getAsLong() - lastAnswer);
    boolean answered = lastStatus != 0;
    Duration limit = answered ? limits.hangLimit : limits.startLimit;
    if (failures < FEWEST_FAILURES || silence.compareTo(limit) < 0) {
      return Optional.empty();
    }
    String seen = " (" + failures + " questions, the last one brought " + lastSilence + ")";
    return Optional.of(
        answered
            ? "it lived but answered nothing for "
                + SpokenTime.of(silence)
                + seen
                + "; its last answer was "
                + lastStatus
            : "it did not answer within " + SpokenTime.of(silence) + " after its start" + seen);
  }
}

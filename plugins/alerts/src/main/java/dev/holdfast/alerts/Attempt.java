package dev.holdfast.alerts;

import dev.holdfast.spi.Delivery;
import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notifier;
import java.util.Optional;

/** One call of a channel; whatever the channel does, there is an answer. */
record Attempt(Notifier notifier, Notification message) {
  Delivery run() {
    try {
      return notifier.send(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return again("the attempt was cut short");
    } catch (RuntimeException e) {
      // Its message may hold what was to be sent: of a header that cannot be, the token.
      return again(e.getClass().getSimpleName());
    }
  }

  static Delivery again(String why) {
    return new Delivery.TryAgain(AlertsProblems.ATTEMPT_FAILED.because(why), Optional.empty());
  }
}

package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsProblems;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of a notifier; it ends with an answer whatever the notifier does. */
record NotifierCall(Notifier notifier, Notification message) {
  private static final int LONGEST = 500;

  Delivery run() {
    try {
      return plain(notifier.send(message));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return again("the attempt was cut short");
    } catch (OutOfMemoryError e) {
      // The process ends by it; the thread's task would keep it for itself.
      Thread here = Thread.currentThread();
      here.getUncaughtExceptionHandler().uncaughtException(here, e);
      return again(name(e));
    } catch (RuntimeException | Error e) {
      // A channel whose jar was replaced throws a NoClassDefFoundError. The message of what it
      // throws
      // may hold what was to be sent: of a header that cannot be, the token.
      return again(name(e));
    }
  }

  private static String name(Throwable failure) {
    return PlainText.clean(failure.getClass().getSimpleName(), LONGEST);
  }

  /** What a channel of somebody else's answers need not keep the contract. */
  private static Delivery plain(@Nullable Delivery answer) {
    return switch (answer) {
      case Delivery.Delivered(String receipt) ->
          new Delivery.Delivered(receipt == null ? "" : PlainText.clean(receipt, LONGEST));
      case Delivery.TryAgain(Problem problem, Optional<Duration> after) ->
          new Delivery.TryAgain(
              problem == null ? unsaid() : problem, after == null ? Optional.empty() : after);
      case Delivery.Dead(Problem problem) ->
          new Delivery.Dead(problem == null ? unsaid() : problem);
      case null -> again("it answered null");
    };
  }

  private static Problem unsaid() {
    return AlertsProblems.ATTEMPT_FAILED.because("it does not say why");
  }

  static Delivery again(String why) {
    return new Delivery.TryAgain(AlertsProblems.ATTEMPT_FAILED.because(why), Optional.empty());
  }
}

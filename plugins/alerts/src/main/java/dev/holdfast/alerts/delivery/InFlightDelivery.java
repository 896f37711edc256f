package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/**
 * A call of a notifier that has begun and has not been answered.
 *
 * @param number tells its answer from those of other calls
 * @param by who was called
 * @param since when it began; once it is abandoned, when that was
 */
record InFlightDelivery(
    long number, List<OutboxEntry> entries, Notifier by, Moment since, Future<?> work) {

  boolean carries(OutboxEntry entry) {
    return entries.stream().anyMatch(each -> each.number() == entry.number());
  }

  boolean lastsLongerThan(Duration limit, Moment now) {
    return now.since(since).compareTo(limit) > 0;
  }

  InFlightDelivery since(Moment other) {
    return new InFlightDelivery(number, entries, by, other, work);
  }
}

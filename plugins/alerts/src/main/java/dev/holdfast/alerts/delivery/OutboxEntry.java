package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.alert.Notification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A message in the queue of one channel.
 *
 * @param file where it lies
 * @param number ascending: its place in the queue
 * @param channel empty as long as there is none
 * @param routes all channels that the message is for or went to
 * @param excluded the channel that the message is about; empty for none
 */
record OutboxEntry(
    Path file,
    long number,
    String channel,
    List<String> routes,
    String excluded,
    Moment queuedAt,
    Notification notification) {

  Duration age(Moment now) {
    return now.since(queuedAt);
  }
}

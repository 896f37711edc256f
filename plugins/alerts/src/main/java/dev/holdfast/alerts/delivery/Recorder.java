package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Record: notes what became of a call, everywhere where something depends on it. What has arrived
 * leaves the outbox; a channel that failed waits before the next try.
 */
final class Recorder {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");

  private final Outbox outbox;
  private final Grouping grouping;
  private final DeliveryLog log;
  private final BiConsumer<String, String> toldOn;

  /**
   * Creates one.
   *
   * @param toldOn hears the incident of each beginning that has arrived, and the channel
   */
  Recorder(Outbox outbox, Grouping grouping, DeliveryLog log, BiConsumer<String, String> toldOn) {
    this.outbox = outbox;
    this.grouping = grouping;
    this.log = log;
    this.toldOn = toldOn;
  }

  /** Returns what its channel has refused for good, for others to take. */
  List<Outbox.Entry> record(Sender.Outcome outcome, Moment now) {
    return switch (outcome.answer()) {
      case Delivery.Delivered(String receipt) -> arrived(outcome.group(), receipt, now);
      case Delivery.TryAgain again -> failed(outcome.group(), again, again.problem(), now);
      case Delivery.Dead dead -> {
        grouping.refused(outcome.group());
        yield failed(outcome.group(), dead, dead.problem(), now);
      }
    };
  }

  private List<Outbox.Entry> arrived(Grouping.Group group, String receipt, Moment now) {
    Channel channel = group.channel();
    if (channel.isFailing()) {
      LOG.log(Level.INFO, "Alerts go out on {0} again", channel.name());
    }
    channel.delivered(now);
    grouping.arrived(group);
    for (Outbox.Entry entry : group.entries()) {
      outbox.remove(entry);
      log.write(now, channel.name(), "delivered", entry.notification(), receipt);
      if (entry.notification().status() == Status.FIRING) {
        toldOn.accept(entry.notification().incident(), channel.name());
      }
    }
    return List.of();
  }

  private List<Outbox.Entry> failed(
      Grouping.Group group, Delivery answer, Problem problem, Moment now) {
    Channel channel = group.channel();
    boolean first = !channel.isFailing();
    boolean dead = answer instanceof Delivery.Dead;
    Duration wait = channel.failed(problem, answer, grouping.hasUnrefused(channel), now);
    String why = problem.sentence() + "; next try in " + Text.duration(wait);
    // Once; after that it is counted, and on /health.
    LOG.log(
        first ? Level.WARNING : Level.DEBUG,
        "Alerts do not go out on {0}, {1} wait: {2}",
        channel.name(),
        outbox.size(),
        why);
    Notification message = group.entries().getFirst().notification();
    log.write(now, channel.name(), dead ? "refused" : "retry", message, why);
    return dead ? group.entries() : List.of();
  }
}

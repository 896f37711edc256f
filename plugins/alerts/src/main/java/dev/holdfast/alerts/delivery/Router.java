package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Routes a message to channels, falls back to others when a channel fails, and gives up when the
 * message is too old. When the outbox is full it evicts the oldest message of the longest queue,
 * and critical alerts last: a dead channel blocks neither the others nor its own newer messages.
 */
final class Router {
  private static final Comparator<OutboxEntry> DISPENSABLE_FIRST =
      Comparator.comparing((OutboxEntry entry) -> isUrgent(entry.notification()))
          .thenComparingLong(OutboxEntry::number);

  private final AlertsConfig config;
  private final Outbox outbox;
  private final DeliveryLog log;
  private final Channels channels;

  Router(AlertsConfig config, Outbox outbox, DeliveryLog log, Channels channels) {
    this.config = config;
    this.outbox = outbox;
    this.log = log;
    this.channels = channels;
  }

  /**
   * Puts a message into the outbox for each channel of its route.
   *
   * @param excluded the channel that it is about; empty for none
   * @param toldOn who has told of the beginning that this is the end of
   * @return whether any of them has kept it; if not, nothing was written about it
   */
  boolean post(Notification message, String excluded, Collection<String> toldOn, Moment now) {
    Set<String> routes =
        new LinkedHashSet<>(config.routes().of(message.severity(), excluded, channels.names()));
    if (message.status() == Status.RESOLVED) {
      toldOn.stream().filter(name -> mayBeThere(name, now)).forEach(routes::add);
      routes.addAll(outbox.channelsOf(message.incident()));
    }
    return post(message, List.copyOf(routes), excluded, now);
  }

  /** As the other one, for one channel only. */
  boolean postOnly(Notification message, String channel, Moment now) {
    return post(message, List.of(channel), "", now);
  }

  private boolean mayBeThere(String name, Moment now) {
    return channels.names().contains(name) || channels.mayStillCome(now);
  }

  private boolean post(Notification message, List<String> routes, String excluded, Moment now) {
    List<String> full = new ArrayList<>();
    boolean kept = false;
    for (String channel : routes.isEmpty() ? List.of("") : routes) {
      if (add(message, channel, routes, excluded, now, now)) {
        kept = true;
      } else {
        full.add(channel);
      }
    }
    if (kept) {
      full.forEach(channel -> log.lost(now, channel, "no-room", message, "the outbox is full"));
    }
    return kept;
  }

  private boolean add(
      Notification message,
      String channel,
      List<String> routes,
      String excluded,
      Moment queuedAt,
      Moment now) {
    if (outbox.isFull() && !outbox.waits(message.id(), channel)) {
      outbox.longestQueue().stream()
          .filter(entry -> !channels.isOnItsWay(entry))
          .filter(entry -> isUrgent(message) || !isUrgent(entry.notification()))
          .min(DISPENSABLE_FIRST)
          .ifPresent(entry -> evict(entry, "the outbox is full", now));
    }
    return outbox.add(message, channel, routes, excluded, queuedAt);
  }

  private static boolean isUrgent(Notification message) {
    return message.severity() == Severity.CRITICAL && message.status() != Status.RESOLVED;
  }

  private void evict(OutboxEntry entry, String why, Moment now) {
    outbox.evict(entry);
    lost(entry, "no-room", why, now);
  }

  private void lost(OutboxEntry entry, String outcome, String why, Moment now) {
    log.lost(now, entry.channel(), outcome, entry.notification(), why);
  }

  /** Looks at all that waits: who else could take it, and whether it is too late. */
  void review(Moment now) {
    for (OutboxEntry entry : outbox.waiting()) {
      if (channels.isOnItsWay(entry) || !outbox.holds(entry)) {
        continue;
      }
      if (entry.channel().isEmpty()) {
        findChannel(entry, now);
      } else if (isTooLate(entry, now)) {
        outbox.remove(entry);
        lost(entry, "given-up", "nobody took it in time", now);
      } else if (isUnwell(entry.channel())
          && entry.age(now).compareTo(config.delivery().fallbackAfter()) > 0) {
        fallBack(entry, now);
      }
    }
  }

  /** A channel that is well takes what waits for it, though it may take its time. */
  private boolean isUnwell(String name) {
    return channels.named(name).filter(Channel::isHealthy).isEmpty();
  }

  /** It is old, and its channel has been tried since then: a clock that jumps loses no message. */
  private boolean isTooLate(OutboxEntry entry, Moment now) {
    Duration limit = config.delivery().giveUpAfter();
    if (entry.age(now).compareTo(limit) <= 0) {
      return false;
    }
    return channels
        .named(entry.channel())
        .map(channel -> channel.hasFailedSince(entry.queuedAt().plus(limit)))
        .orElseGet(() -> !channels.mayStillCome(now));
  }

  private void findChannel(OutboxEntry entry, Moment now) {
    Notification message = entry.notification();
    List<String> routes =
        config.routes().of(message.severity(), entry.excluded(), channels.names());
    if (!routes.isEmpty()) {
      boolean kept = false;
      for (String channel : routes) {
        kept |= add(message, channel, routes, entry.excluded(), entry.queuedAt(), now);
      }
      if (kept) {
        outbox.remove(entry);
      }
    } else if (channels.isTooLongWithoutOne(entry, now)) {
      outbox.remove(entry);
      lost(entry, "no-channel", "no other channel is configured", now);
    }
  }

  /**
   * Adds the message for channels that it has not been to, and what else waits here about the same
   * incident: whoever hears of its beginning hears of its end. A test is for its own channel.
   */
  void fallBack(OutboxEntry entry, Moment now) {
    if (Dispatcher.TEST.equals(entry.notification().subject())) {
      return;
    }
    String incident = entry.notification().incident();
    outbox.waiting().stream()
        .filter(each -> each.channel().equals(entry.channel()))
        .filter(each -> each.notification().incident().equals(incident))
        .forEach(each -> spread(each, now));
  }

  private void spread(OutboxEntry entry, Moment now) {
    List<String> others =
        channels.all().stream()
            .filter(Channel::isHere)
            .map(Channel::name)
            .filter(name -> !name.equals(entry.excluded()) && !entry.routes().contains(name))
            .toList();
    if (others.isEmpty()) {
      return;
    }
    if (outbox.isFull()) {
      // It moves: what waits behind it is not to be lost for a second copy.
      evict(entry, "the outbox is full, it goes to " + String.join(", ", others), now);
    }
    List<String> routes = new ArrayList<>(entry.routes());
    routes.addAll(others);
    for (String other : others) {
      add(entry.notification(), other, routes, entry.excluded(), entry.queuedAt(), now);
    }
    outbox.widen(entry, others);
  }

  /** Channels that a route names and nobody has contributed, once they have had time to come. */
  List<String> missing(Moment now) {
    return channels.mayStillCome(now)
        ? List.of()
        : config.routes().named().stream()
            .filter(name -> !channels.names().contains(name))
            .toList();
  }
}

package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Route: knows the channels that plugins contribute, puts a message into the outbox for those of
 * its route, falls back to others when a channel fails, and gives up when the message is too old.
 * When the outbox is full it evicts the oldest message of the longest queue, and critical alerts
 * last: a dead channel blocks neither the others nor its own newer messages.
 */
final class Router {
  /** A channel that is away, for a restart of its plugin, is waited for. */
  private static final Duration AWAY = Duration.ofHours(1);

  private static final int MOST_CHANNELS = 16;

  private static final Comparator<Outbox.Entry> DISPENSABLE_FIRST =
      Comparator.comparing((Outbox.Entry entry) -> isUrgent(entry.notification()))
          .thenComparingLong(Outbox.Entry::number);

  private final AlertsConfig config;
  private final Outbox outbox;
  private final DeliveryLog log;
  private final Predicate<Outbox.Entry> onItsWay;
  private final Moment started;
  private final Map<String, Channel> channels = new TreeMap<>();

  /**
   * Creates one without channels.
   *
   * @param onItsWay whether a call carries an entry at this moment
   */
  Router(
      AlertsConfig config,
      Outbox outbox,
      DeliveryLog log,
      Predicate<Outbox.Entry> onItsWay,
      Moment started) {
    this.config = config;
    this.outbox = outbox;
    this.log = log;
    this.onItsWay = onItsWay;
    this.started = started;
  }

  /** Takes up who is there now. */
  void follow(List<Contribution<Notifier>> contributed, Moment now) {
    channels.values().forEach(Channel::absent);
    for (Contribution<Notifier> one : contributed) {
      Channel known = channels.get(one.plugin());
      if (known != null && !known.isHere()) {
        known.present(one.part(), now);
      } else if (known == null && channels.size() < MOST_CHANNELS) {
        Channel fresh = new Channel(one.plugin(), one.part(), config.delivery(), now);
        channels.put(one.plugin(), fresh);
      }
    }
    channels.values().removeIf(channel -> channel.isAwayForMoreThan(AWAY, now));
  }

  Collection<Channel> channels() {
    return channels.values();
  }

  Optional<Channel> channel(String name) {
    return Optional.ofNullable(channels.get(name));
  }

  private Stream<String> here() {
    return channels.values().stream().filter(Channel::isHere).map(Channel::name);
  }

  /** Some channel may be on its way up. */
  private boolean mayStillCome(Moment now) {
    return now.since(started).compareTo(config.delivery().arrivalLimit()) <= 0;
  }

  /** All channels are there that are to come, or have had their time; at least one has to be. */
  boolean areChannelsThere(boolean pluginsStart, Moment now) {
    Set<String> here = here().collect(Collectors.toSet());
    boolean complete = !pluginsStart && here.containsAll(config.routes().named());
    return !here.isEmpty() && (complete || !mayStillCome(now));
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
        new LinkedHashSet<>(config.routes().of(message.severity(), excluded, channels.keySet()));
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
    return channels.containsKey(name) || mayStillCome(now);
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
          .filter(entry -> !onItsWay.test(entry))
          .filter(entry -> isUrgent(message) || !isUrgent(entry.notification()))
          .min(DISPENSABLE_FIRST)
          .ifPresent(entry -> evict(entry, "the outbox is full", now));
    }
    return outbox.add(message, channel, routes, excluded, queuedAt);
  }

  private static boolean isUrgent(Notification message) {
    return message.severity() == Severity.CRITICAL && message.status() != Status.RESOLVED;
  }

  private void evict(Outbox.Entry entry, String why, Moment now) {
    outbox.evict(entry);
    lost(entry, "no-room", why, now);
  }

  private void lost(Outbox.Entry entry, String outcome, String why, Moment now) {
    log.lost(now, entry.channel(), outcome, entry.notification(), why);
  }

  /** Looks at all that waits: who else could take it, and whether it is too late. */
  void review(Moment now) {
    for (Outbox.Entry entry : outbox.waiting()) {
      if (onItsWay.test(entry) || !outbox.holds(entry.number())) {
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
    return channel(name).filter(Channel::isHealthy).isEmpty();
  }

  /** It is old, and its channel has been tried since then: none is given up untried. */
  private boolean isTooLate(Outbox.Entry entry, Moment now) {
    Duration limit = config.delivery().giveUpAfter();
    if (entry.age(now).compareTo(limit) <= 0) {
      return false;
    }
    return channel(entry.channel())
        .map(channel -> channel.hasFailedSince(entry.queuedAt().plus(limit)))
        .orElseGet(() -> !mayStillCome(now));
  }

  private void findChannel(Outbox.Entry entry, Moment now) {
    Notification message = entry.notification();
    List<String> routes =
        config.routes().of(message.severity(), entry.excluded(), channels.keySet());
    if (!routes.isEmpty()) {
      boolean kept = false;
      for (String channel : routes) {
        kept |= add(message, channel, routes, entry.excluded(), entry.queuedAt(), now);
      }
      if (kept) {
        outbox.remove(entry);
      }
    } else if (isTooLongWithoutOne(entry, now)) {
      outbox.remove(entry);
      lost(entry, "no-channel", "no other channel is configured", now);
    }
  }

  /** A message that waits for any channel has waited long enough. */
  private boolean isTooLongWithoutOne(Outbox.Entry entry, Moment now) {
    return !mayStillCome(now) && entry.age(now).compareTo(config.delivery().arrivalLimit()) > 0;
  }

  /**
   * Adds the message for channels that it has not been to, and what else waits here about the same
   * incident: whoever hears of its beginning hears of its end. A test is for its own channel.
   */
  void fallBack(Outbox.Entry entry, Moment now) {
    if (Dispatcher.TEST.equals(entry.notification().subject())) {
      return;
    }
    String incident = entry.notification().incident();
    outbox
        .waitingFor(entry.channel())
        .filter(each -> each.notification().incident().equals(incident))
        .toList()
        .forEach(each -> spread(each, now));
  }

  private void spread(Outbox.Entry entry, Moment now) {
    List<String> others =
        here()
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
    return mayStillCome(now)
        ? List.of()
        : config.routes().named().stream().filter(name -> !channels.containsKey(name)).toList();
  }
}

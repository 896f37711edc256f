package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The channels that plugins contribute, and how long others may take to arrive. */
final class Channels {

  /** A channel that is away, for a restart of its plugin, is waited for. */
  private static final Duration AWAY = Duration.ofHours(1);

  private static final int MOST = 16;

  private final AlertsConfig.DeliveryLimits limits;
  private final Map<String, Channel> all = new TreeMap<>();
  private final Moment started;

  Channels(AlertsConfig.DeliveryLimits limits, Moment started) {
    this.limits = limits;
    this.started = started;
  }

  /** Takes up who is there now. */
  void follow(List<Contribution<Notifier>> contributed, Moment now) {
    all.values().forEach(Channel::absent);
    for (Contribution<Notifier> one : contributed) {
      Channel known = all.get(one.plugin());
      if (known != null && !known.isHere()) {
        known.present(one.part(), now);
      } else if (known == null && all.size() < MOST) {
        all.put(one.plugin(), new Channel(one.plugin(), one.part(), limits, now));
      }
    }
    all.values().removeIf(channel -> channel.isAwayForMoreThan(AWAY, now));
  }

  Collection<Channel> all() {
    return all.values();
  }

  Set<String> names() {
    return all.keySet();
  }

  Optional<Channel> named(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /** Some channel may be on its way up. */
  boolean mayStillCome(Moment now) {
    return now.since(started).compareTo(limits.arrivalLimit()) <= 0;
  }

  /** A message that waits for any channel has waited long enough. */
  boolean isTooLongWithoutOne(OutboxEntry entry, Moment now) {
    return !mayStillCome(now) && entry.age(now).compareTo(limits.arrivalLimit()) > 0;
  }

  boolean isOnItsWay(OutboxEntry entry) {
    return named(entry.channel()).filter(channel -> channel.carries(entry)).isPresent();
  }
}

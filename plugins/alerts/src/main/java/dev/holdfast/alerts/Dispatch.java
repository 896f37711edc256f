package dev.holdfast.alerts;

import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Delivery;
import dev.holdfast.spi.Notification;
import dev.holdfast.spi.Notifier;
import dev.holdfast.spi.Problem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes messages from the outbox to their channels: one attempt at a time for a channel, none of
 * them waits for another; again after a failure, by another channel after a while, together when
 * there are too many. A message leaves the outbox when its channel has it, or when it is given up.
 *
 * <p>Not safe for several threads; only the calls of notifiers run on others.
 */
final class Dispatch {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");

  /** After a start channels need a moment to come; without any a message is only logged. */
  private static final Duration NO_CHANNEL_YET = Duration.ofMinutes(1);

  /** A channel that is away, for a restart of its plugin, is waited for. */
  private static final Duration AWAY = Duration.ofHours(1);

  private static final Duration CLOCK_MAY_JITTER = Duration.ofSeconds(2);
  private static final int MOST_CHANNELS = 16;

  /** Of a notifier, as its thread hands it over. */
  private record Answer(String channel, long flight, Delivery delivery) {}

  private final AlertsConfig config;
  private final Outbox outbox;
  private final DeliveryLog log;
  private final ExecutorService threads;
  private final Map<String, Channel> channels = new TreeMap<>();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private Instant started;
  private Instant lastStep;
  private long flights;

  Dispatch(
      AlertsConfig config, Outbox outbox, DeliveryLog log, ExecutorService threads, Instant now) {
    this.config = config;
    this.outbox = outbox;
    this.log = log;
    this.threads = threads;
    this.started = now;
    this.lastStep = now;
  }

  /** Who can be told something now. */
  void channels(List<Contribution<Notifier>> contributed, Instant now) {
    followTheClock(now);
    channels.values().forEach(channel -> channel.here = false);
    for (Contribution<Notifier> one : contributed) {
      Channel known = channels.get(one.plugin());
      if (known != null && !known.here) {
        known.present(one.part(), now);
      } else if (known == null && channels.size() < MOST_CHANNELS) {
        channels.put(one.plugin(), new Channel(one.plugin(), one.part(), config.delivery(), now));
      }
    }
    channels
        .values()
        .removeIf(channel ->
            !channel.here && Duration.between(channel.lastHere, now).compareTo(AWAY) > 0);
  }

  /**
   * Puts a message into the outbox for each channel of its route.
   *
   * @param excluded the channel that it is about; empty for none
   * @param only the one channel that it is for; empty for those of the route
   * @return false when there was no room for it
   */
  boolean post(Notification message, String excluded, String only, Instant now) {
    List<String> routes = only.isEmpty() ? routes(message, excluded) : List.of(only);
    boolean kept = true;
    for (String channel : routes.isEmpty() ? List.of("") : routes) {
      kept &= add(message, channel, routes, excluded, now, now);
    }
    return kept;
  }

  private List<String> routes(Notification message, String excluded) {
    return config.routes().of(message.severity(), excluded, channels.keySet());
  }

  /**
   * Adds it to the outbox; when that is full, in place of the oldest one of the channel that has
   * the most: a channel that is dead is not to keep the others from what they would take at once.
   */
  private boolean add(
      Notification message,
      String channel,
      List<String> routes,
      String excluded,
      Instant queuedAt,
      Instant now) {
    List<OutboxEntry> longest =
        outbox.isFull() && !outbox.waits(message.id(), channel) ? outbox.longestQueue() : List.of();
    longest.stream()
        .filter(entry -> !entry.channel().equals(channel) && !isOnItsWay(entry))
        .findFirst()
        .ifPresent(entry -> {
          outbox.giveWay(entry);
          lost(entry, "no-room", "the outbox is full", now);
        });
    boolean added = outbox.add(message, channel, routes, excluded, queuedAt);
    if (!added) {
      log.lost(now, channel, "no-room", message, "the outbox is full");
    }
    return added;
  }

  private void lost(OutboxEntry entry, String outcome, String why, Instant now) {
    log.lost(now, entry.channel(), outcome, entry.notification(), why);
  }

  /** Takes the answers that have come, and sends what may be sent. */
  void step(Instant now) {
    followTheClock(now);
    for (Answer answer; (answer = answers.poll()) != null; ) {
      take(answer, now);
    }
    for (Channel channel : channels.values()) {
      cutShort(channel, now);
    }
    for (OutboxEntry entry : outbox.waiting()) {
      look(entry, now);
    }
    for (Channel channel : channels.values()) {
      if (channel.mayTry(now)) {
        send(channel, now);
      }
    }
  }

  /** The clock was set back: no channel is silent until it is that late again. */
  private void followTheClock(Instant now) {
    Duration back = Duration.between(now, lastStep);
    if (back.compareTo(CLOCK_MAY_JITTER) > 0) {
      started = started.minus(back);
      channels.values().forEach(channel -> channel.setBack(back));
      outbox.setBack(back);
    }
    lastStep = now;
  }

  /** Waits until an answer has come, for the time at most. */
  void awaitAnswer(Duration time) throws InterruptedException {
    Answer first = answers.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      answers.add(first);
    }
  }

  private void send(Channel channel, Instant now) {
    List<OutboxEntry> entries = channel.next(outbox.waiting(), now);
    if (entries.isEmpty()) {
      return;
    }
    Notification message =
        entries.size() == 1
            ? entries.getFirst().notification()
            : Digest.of(entries.stream().map(OutboxEntry::notification).toList(), now);
    channel.bucket.take(now);
    long number = ++flights;
    Attempt attempt = new Attempt(channel.notifier(), message);
    var work = threads.submit(() -> answers.add(new Answer(channel.name, number, attempt.run())));
    channel.flight = new Channel.Flight(number, entries, now, work);
  }

  private void cutShort(Channel channel, Instant now) {
    Channel.Flight flight = channel.flight;
    if (flight != null
        && Duration.between(flight.begun(), now).compareTo(config.delivery().sendLimit()) > 0) {
      flight.work().cancel(true);
      String limit = Text.duration(config.delivery().sendLimit());
      take(
          new Answer(channel.name, flight.number(), Attempt.again("no answer within " + limit)),
          now);
    }
  }

  private void take(Answer answer, Instant now) {
    Channel channel = channels.get(answer.channel());
    Channel.Flight flight = channel == null ? null : channel.flight;
    if (channel == null || flight == null || flight.number() != answer.flight()) {
      return;
    }
    channel.flight = null;
    switch (answer.delivery()) {
      case Delivery.Delivered delivered -> {
        if (channel.problem != null) {
          LOG.log(Level.INFO, "Alerts go out on {0} again", channel.name);
        }
        channel.delivered(flight.entries(), now);
        for (OutboxEntry entry : flight.entries()) {
          finish(channel, entry, "delivered", delivered.receipt(), now);
        }
      }
      case Delivery.TryAgain again -> failed(channel, flight, "retry", again.problem(), again, now);
      case Delivery.Dead dead -> failed(channel, flight, "refused", dead.problem(), dead, now);
    }
  }

  private void failed(
      Channel channel,
      Channel.Flight flight,
      String outcome,
      Problem problem,
      Delivery delivery,
      Instant now) {
    boolean first = channel.problem == null;
    Duration wait = channel.failed(problem, delivery, flight.entries(), now);
    String why = problem.sentence() + "; next try in " + Text.duration(wait);
    // Once; after that it is counted, and on /health.
    LOG.log(
        first ? Level.WARNING : Level.DEBUG,
        "Alerts do not go out on {0}, {1} wait: {2}",
        channel.name,
        outbox.size(),
        why);
    log.write(now, channel.name, outcome, flight.entries().getFirst().notification(), why);
    if (delivery instanceof Delivery.Dead) {
      for (OutboxEntry entry : flight.entries()) {
        goElsewhere(entry, now);
      }
    }
  }

  private void finish(Channel channel, OutboxEntry entry, String outcome, String why, Instant now) {
    outbox.remove(entry);
    channel.forget(entry);
    log.write(now, channel.name, outcome, entry.notification(), why);
  }

  /** Decides about a message that waits: who else could take it, and whether it is too late. */
  private void look(OutboxEntry entry, Instant now) {
    if (isOnItsWay(entry) || !outbox.holds(entry)) {
      return;
    }
    if (entry.channel().isEmpty()) {
      findChannel(entry, now);
    } else if (isTooLate(entry, now)) {
      outbox.remove(entry);
      lost(entry, "given-up", "nobody took it in time", now);
    } else if (entry.age(now).compareTo(config.delivery().fallbackAfter()) > 0) {
      goElsewhere(entry, now);
    }
  }

  /** It is old, and its channel has been tried since then: a clock that jumps loses no message. */
  private boolean isTooLate(OutboxEntry entry, Instant now) {
    Duration limit = config.delivery().giveUpAfter();
    if (entry.age(now).compareTo(limit) <= 0) {
      return false;
    }
    Channel channel = channels.get(entry.channel());
    return channel == null
        ? Duration.between(started, now).compareTo(NO_CHANNEL_YET) > 0
        : channel.hasFailedSince(entry.queuedAt().plus(limit));
  }

  private boolean isOnItsWay(OutboxEntry entry) {
    Channel channel = channels.get(entry.channel());
    return channel != null && channel.carries(entry);
  }

  private void findChannel(OutboxEntry entry, Instant now) {
    Notification message = entry.notification();
    List<String> routes = routes(message, entry.excluded());
    if (!routes.isEmpty()) {
      boolean kept = false;
      for (String channel : routes) {
        kept |= add(message, channel, routes, entry.excluded(), entry.queuedAt(), now);
      }
      if (kept) {
        outbox.remove(entry);
      }
    } else if (Duration.between(started, now).compareTo(NO_CHANNEL_YET) > 0
        && entry.age(now).compareTo(NO_CHANNEL_YET) > 0) {
      outbox.remove(entry);
      lost(entry, "no-channel", "no other channel is configured", now);
    }
  }

  /** Adds the message for channels that it has not been to. */
  private void goElsewhere(OutboxEntry entry, Instant now) {
    List<String> others =
        channels.values().stream()
            .filter(channel -> channel.here)
            .map(channel -> channel.name)
            .filter(name -> !name.equals(entry.excluded()) && !entry.routes().contains(name))
            .toList();
    if (others.isEmpty()) {
      return;
    }
    List<String> routes = new ArrayList<>(entry.routes());
    routes.addAll(others);
    for (String other : others) {
      add(entry.notification(), other, routes, entry.excluded(), entry.queuedAt(), now);
    }
    outbox.widen(entry, others);
  }

  /** Channels that a route names and nobody has contributed, once they have had time to come. */
  List<String> missing(Instant now) {
    if (Duration.between(started, now).compareTo(NO_CHANNEL_YET) < 0) {
      return List.of();
    }
    return config.routes().named().stream().filter(name -> !channels.containsKey(name)).toList();
  }

  List<Channel> channels() {
    return List.copyOf(channels.values());
  }
}

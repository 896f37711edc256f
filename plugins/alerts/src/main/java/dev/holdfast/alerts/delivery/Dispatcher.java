package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.alert.Notifier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Sends messages from the outbox to their channels: one call at a time for each channel, and no
 * channel waits for another. It retries after a failure, and groups messages when there are too
 * many. A message leaves the outbox when its channel has taken it, or when it is given up. A call
 * that takes too long is abandoned and interrupted, which a blocked socket does not notice: the
 * next call waits a while for its end, and a late answer that the message has arrived still counts.
 *
 * <p>Not safe for several threads; only the calls of notifiers run on others.
 */
public final class Dispatcher {
  /** The subject of a test message, which an operator sends to see whether it arrives. */
  public static final String TEST = "test";

  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");

  /** A notifier's answer, passed from its thread to the loop. */
  private record Answer(String channel, long call, Delivery delivery) {}

  private final AlertsConfig config;
  private final Outbox outbox;
  private final DeliveryLog log;
  private final ExecutorService threads;
  private final BiConsumer<String, String> toldOn;
  private final Channels channels;
  private final Router router;
  private final Grouping grouping;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private long calls;

  /**
   * Creates one without channels.
   *
   * @param toldOn hears the incident of each beginning that has arrived, and the channel
   */
  public Dispatcher(
      AlertsConfig config,
      Outbox outbox,
      DeliveryLog log,
      ExecutorService threads,
      BiConsumer<String, String> toldOn,
      Moment now) {
    this.config = config;
    this.outbox = outbox;
    this.log = log;
    this.threads = threads;
    this.toldOn = toldOn;
    this.channels = new Channels(config.delivery(), now);
    this.router = new Router(config, outbox, log, channels);
    this.grouping = new Grouping(outbox);
  }

  /** Who can be told something now. */
  public void channels(List<Contribution<Notifier>> contributed, Moment now) {
    channels.follow(contributed, now);
  }

  /**
   * Whether all channels are there that are to come, as far as is known, or have had their time; at
   * least one has to be.
   *
   * @param pluginsStart some plugin has not settled yet, which may be a channel's
   */
  public boolean areChannelsThere(boolean pluginsStart, Moment now) {
    Set<String> here =
        channels.all().stream()
            .filter(Channel::isHere)
            .map(Channel::name)
            .collect(Collectors.toSet());
    boolean complete = !pluginsStart && here.containsAll(config.routes().named());
    return !here.isEmpty() && (complete || !channels.mayStillCome(now));
  }

  /**
   * Puts a message into the outbox for each channel of its route.
   *
   * @param about the channel that it is about; empty for none
   * @param toldOn who has told of the beginning that this is the end of
   * @return whether any of them has kept it; if not, nothing was written about it
   */
  public boolean post(Notification message, String about, Set<String> toldOn, Moment now) {
    return router.post(message, about, toldOn, now);
  }

  /** Channels that a route names and nobody has contributed, once they have had time to come. */
  public List<String> missing(Moment now) {
    return router.missing(now);
  }

  /** Puts a test before all that waits for the channel; it is tried at once, how ever it was. */
  public boolean test(Notification message, String channel, Moment now) {
    boolean kept = router.postOnly(message, channel, now);
    channels.named(channel).ifPresent(one -> one.tryNow(now));
    return kept;
  }

  /** Takes the answers that have come, and sends what may be sent. */
  public void step(Moment now) {
    for (Answer answer; (answer = answers.poll()) != null; ) {
      take(answer, now);
    }
    for (Channel channel : channels.all()) {
      abandonOverdue(channel, now);
    }
    router.review(now);
    for (Channel channel : channels.all()) {
      if (channel.mayTry(now)) {
        grouping.next(channel, now).ifPresent(group -> send(channel, group, now));
      }
    }
  }

  /** Waits until an answer has come, for the time at most. */
  public void awaitAnswer(Duration time) throws InterruptedException {
    Answer first = answers.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      answers.add(first);
    }
  }

  private void send(Channel channel, Grouping.Group group, Moment now) {
    long number = ++calls;
    channel.send(
        group,
        number,
        threads,
        delivery -> answers.add(new Answer(channel.name(), number, delivery)),
        now);
  }

  private void abandonOverdue(Channel channel, Moment now) {
    channel
        .abandonOverdue(now)
        .ifPresent(overdue -> {
          String limit = Text.duration(config.delivery().sendLimit());
          failed(channel, overdue, NotifierCall.again("no answer within " + limit), now);
        });
  }

  private void take(Answer answer, Moment now) {
    Channel channel = channels.named(answer.channel()).orElse(null);
    if (channel == null) {
      return;
    }
    Optional<InFlightDelivery> late = channel.endOfAbandoned(answer.call());
    Optional<InFlightDelivery> inTime = channel.endOfInFlight(answer.call());
    if (answer.delivery() instanceof Delivery.Delivered delivered) {
      late.or(() -> inTime).ifPresent(ended -> arrived(channel, ended, delivered, now));
    } else {
      // That a late one failed was noted when it was abandoned.
      inTime.ifPresent(ended -> failed(channel, ended, answer.delivery(), now));
    }
  }

  private void arrived(
      Channel channel, InFlightDelivery inFlight, Delivery.Delivered delivered, Moment now) {
    if (channel.isFailing()) {
      LOG.log(Level.INFO, "Alerts go out on {0} again", channel.name());
    }
    channel.delivered(inFlight.entries(), now);
    for (OutboxEntry entry : inFlight.entries()) {
      outbox.remove(entry);
      log.write(now, channel.name(), "delivered", entry.notification(), delivered.receipt());
      if (entry.notification().status() == Status.FIRING) {
        toldOn.accept(entry.notification().incident(), channel.name());
      }
    }
  }

  private void failed(Channel channel, InFlightDelivery inFlight, Delivery delivery, Moment now) {
    boolean first = !channel.isFailing();
    boolean dead = delivery instanceof Delivery.Dead;
    if (dead) {
      inFlight.entries().forEach(channel::refused);
      outbox.batches().end(channel.name());
    }
    Problem problem = problem(delivery);
    Duration wait = channel.failed(problem, delivery, othersWait(channel), now);
    String why = problem.sentence() + "; next try in " + Text.duration(wait);
    // Once; after that it is counted, and on /health.
    LOG.log(
        first ? Level.WARNING : Level.DEBUG,
        "Alerts do not go out on {0}, {1} wait: {2}",
        channel.name(),
        outbox.size(),
        why);
    Notification message = inFlight.entries().getFirst().notification();
    log.write(now, channel.name(), dead ? "refused" : "retry", message, why);
    if (dead) {
      inFlight.entries().forEach(entry -> router.fallBack(entry, now));
    }
  }

  private static Problem problem(Delivery delivery) {
    return switch (delivery) {
      case Delivery.TryAgain again -> again.problem();
      case Delivery.Dead dead -> dead.problem();
      case Delivery.Delivered _ -> throw new IllegalArgumentException("it has arrived");
    };
  }

  private boolean othersWait(Channel channel) {
    return outbox.waiting().stream()
        .anyMatch(entry -> entry.channel().equals(channel.name()) && channel.refusals(entry) == 0);
  }

  public List<ChannelStatus> channels() {
    return channels.all().stream().map(Channel::status).toList();
  }
}

package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notifier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;

/**
 * The way of a message from the outbox to its channels, as stages: {@link Router} puts it into the
 * outbox for each of its channels, {@link Grouping} makes one message of those that go out
 * together, {@link Sender} calls the notifier, and {@link Recorder} notes the outcome. A message
 * leaves the outbox when its channel has taken it, or when it is given up.
 *
 * <p>Not safe for several threads; only the calls of notifiers run on others.
 */
public final class Dispatcher {
  /** The subject of a test message, which an operator sends to see whether it arrives. */
  public static final String TEST = "test";

  private final Outbox outbox;
  private final Router router;
  private final Grouping grouping;
  private final Sender sender;
  private final Recorder recorder;

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
    this.outbox = outbox;
    this.sender = new Sender(config.delivery(), threads);
    this.router = new Router(config, outbox, log, sender::carries, now);
    this.grouping = Grouping.open(outbox);
    this.recorder = new Recorder(outbox, grouping, log, toldOn);
  }

  /** Takes the answers that have come, and sends what may be sent. */
  public void step(Moment now) {
    for (Sender.Outcome outcome : sender.outcomes(now)) {
      recorder.record(outcome, now).forEach(refused -> router.fallBack(refused, now));
    }
    router.review(now);
    for (Channel channel : router.channels()) {
      if (channel.isDue(now) && sender.isFree(channel, now)) {
        grouping.next(channel, now).ifPresent(group -> sender.send(group, now));
      }
    }
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

  /** Puts a test before all that waits for the channel; it is tried at once, how ever it was. */
  public boolean test(Notification message, String channel, Moment now) {
    boolean kept = router.postOnly(message, channel, now);
    router.channel(channel).ifPresent(one -> one.tryNow(now));
    return kept;
  }

  /** Who can be told something now. */
  public void channels(List<Contribution<Notifier>> contributed, Moment now) {
    router.follow(contributed, now);
  }

  public List<ChannelStatus> channels() {
    return router.channels().stream().map(Channel::status).toList();
  }

  /**
   * Whether all channels are there that are to come, as far as is known, or have had their time; at
   * least one has to be.
   *
   * @param pluginsStart some plugin has not settled yet, which may be a channel's
   */
  public boolean areChannelsThere(boolean pluginsStart, Moment now) {
    return router.areChannelsThere(pluginsStart, now);
  }

  /** Channels that a route names and nobody has contributed, once they have had time to come. */
  public List<String> missing(Moment now) {
    return router.missing(now);
  }

  /**
   * Brings to disk what it has refused before.
   *
   * @throws IOException it still does
   */
  public void catchUp() throws IOException {
    outbox.catchUp();
    grouping.catchUp();
  }

  /** Waits until an answer has come, for the time at most. */
  public void awaitAnswer(Duration time) throws InterruptedException {
    sender.awaitAnswer(time);
  }
}

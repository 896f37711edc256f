package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.Text;
import dev.holdfast.spi.alert.Delivery;
import dev.holdfast.spi.alert.Notifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Deliver: calls the notifier of a channel on a thread and says later what became of it. There is
 * one call at a time for each channel, and no channel waits for another.
 *
 * <p>A call that takes too long is abandoned and interrupted, which a blocked socket does not
 * notice: the next call waits a while for its end, and a late answer that the message has arrived
 * still counts.
 */
final class Sender {
  /** Of abandoned calls of a channel that do not end, those of earlier starts included. */
  private static final int MOST_ABANDONED = 50;

  private final AlertsConfig.DeliveryLimits limits;
  private final ExecutorService threads;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final Map<String, Call> inFlight = new TreeMap<>();
  private final List<Call> abandoned = new ArrayList<>();
  private long calls;

  /** What became of a call. */
  record Outcome(Grouping.Group group, Delivery answer) {}

  /** A notifier's answer, passed from its thread to the loop. */
  private record Answer(long call, Delivery delivery) {}

  /**
   * A call that has not been answered.
   *
   * @param since when it began; once it is abandoned, when that was
   */
  private record Call(
      long number, Grouping.Group group, Notifier notifier, Moment since, Future<?> work) {
    String channel() {
      return group.channel().name();
    }

    boolean lastsLongerThan(Duration limit, Moment now) {
      return now.since(since).compareTo(limit) > 0;
    }

    Call abandoned(Moment now) {
      return new Call(number, group, notifier, now, work);
    }
  }

  Sender(AlertsConfig.DeliveryLimits limits, ExecutorService threads) {
    this.limits = limits;
    this.threads = threads;
  }

  /** A second call beside one that still runs may tell the same twice. */
  @SuppressWarnings("ReferenceEquality")
  boolean isFree(Channel channel, Moment now) {
    List<Call> running =
        abandoned.stream().filter(call -> call.notifier() == channel.notifier()).toList();
    return !inFlight.containsKey(channel.name())
        && running.size() < limits.mostCut()
        && running.stream().allMatch(call -> call.lastsLongerThan(limits.cutWait(), now));
  }

  boolean carries(Outbox.Entry entry) {
    Call call = inFlight.get(entry.channel());
    return call != null
        && call.group().entries().stream().anyMatch(each -> each.number() == entry.number());
  }

  /** Begins a call; its outcome comes at a later step. */
  void send(Grouping.Group group, Moment now) {
    Channel channel = group.channel();
    channel.begins(now);
    long number = ++calls;
    NotifierCall call = new NotifierCall(channel.notifier(), group.message());
    Future<?> work = threads.submit(() -> answers.add(new Answer(number, call.run())));
    inFlight.put(channel.name(), new Call(number, group, channel.notifier(), now, work));
  }

  /** The calls that have ended, and those that are abandoned now. */
  List<Outcome> outcomes(Moment now) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Answer answer; (answer = answers.poll()) != null; ) {
      boolean arrived = answer.delivery() instanceof Delivery.Delivered;
      for (Call call : List.copyOf(inFlight.values())) {
        if (call.number() == answer.call() && inFlight.remove(call.channel(), call)) {
          outcomes.add(new Outcome(call.group(), answer.delivery()));
        }
      }
      for (Call call : List.copyOf(abandoned)) {
        // That a late one failed was noted when it was abandoned.
        if (call.number() == answer.call() && abandoned.remove(call) && arrived) {
          outcomes.add(new Outcome(call.group(), answer.delivery()));
        }
      }
    }
    List.copyOf(inFlight.values()).stream()
        .filter(call -> call.lastsLongerThan(limits.sendLimit(), now))
        .map(call -> abandon(call, now))
        .forEach(outcomes::add);
    return outcomes;
  }

  private Outcome abandon(Call call, Moment now) {
    inFlight.remove(call.channel());
    abandoned.add(call.abandoned(now));
    List<Call> ofChannel =
        abandoned.stream().filter(each -> each.channel().equals(call.channel())).toList();
    if (ofChannel.size() > MOST_ABANDONED) {
      abandoned.remove(ofChannel.getFirst());
    }
    call.work().cancel(true);
    String limit = Text.duration(limits.sendLimit());
    return new Outcome(call.group(), NotifierCall.again("no answer within " + limit));
  }

  /** Waits until an answer has come, for the time at most. */
  void awaitAnswer(Duration time) throws InterruptedException {
    Answer first = answers.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      answers.add(first);
    }
  }
}

package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Picks the next message for a channel: a test that an operator waits for, then a digest that was
 * sent and has not arrived, then one message, or a digest when too many wait.
 */
final class Grouping {
  private static final int MOST_IN_A_DIGEST = 200;

  /** As long as {@code holdfast alerts test} does. */
  private static final Duration SOMEBODY_WAITS = Duration.ofSeconds(60);

  private final Outbox outbox;

  /**
   * Outbox entries that are sent as one message.
   *
   * @param message the only entry, or a digest of all of them
   */
  record Group(List<OutboxEntry> entries, Notification message) {
    private static Group of(OutboxEntry entry) {
      return new Group(List.of(entry), entry.notification());
    }
  }

  Grouping(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Empty when nothing waits, or the channel has had enough for now. */
  Optional<Group> next(Channel channel, Moment now) {
    int tokens = channel.tokens(now);
    if (tokens == 0) {
      return Optional.empty();
    }
    List<OutboxEntry> due = due(channel);
    return due.stream()
        .filter(entry -> isAwaited(entry, now) && channel.refusals(entry) == 0)
        .findFirst()
        .map(Group::of)
        .or(() -> again(channel, due))
        .or(() -> fresh(channel, due, tokens, now));
  }

  /** What the channel has not refused first. */
  private List<OutboxEntry> due(Channel channel) {
    return outbox.waiting().stream()
        .filter(entry -> entry.channel().equals(channel.name()))
        .sorted(Comparator.comparingInt(channel::refusals).thenComparingLong(OutboxEntry::number))
        .toList();
  }

  /** An operator sits there and looks whether it comes; older ones are messages as any other. */
  private static boolean isAwaited(OutboxEntry entry, Moment now) {
    return Dispatcher.TEST.equals(entry.notification().subject())
        && entry.age(now).compareTo(SOMEBODY_WAITS) <= 0;
  }

  private Optional<Group> again(Channel channel, List<OutboxEntry> due) {
    Batches.Batch batch = outbox.batches().of(channel.name()).orElse(null);
    if (batch == null) {
      return Optional.empty();
    }
    List<OutboxEntry> left =
        due.stream().filter(entry -> batch.messages().contains(entry.notification().id())).toList();
    if (left.isEmpty()) {
      outbox.batches().end(channel.name());
      return Optional.empty();
    }
    return Optional.of(together(left, batch));
  }

  private static Group together(List<OutboxEntry> entries, Batches.Batch batch) {
    List<Notification> messages = entries.stream().map(OutboxEntry::notification).toList();
    return new Group(entries, Digest.of(batch.fingerprint(), messages, batch.at()));
  }

  private Optional<Group> fresh(Channel channel, List<OutboxEntry> due, int tokens, Moment now) {
    if (due.isEmpty()) {
      return Optional.empty();
    }
    OutboxEntry first = due.getFirst();
    List<OutboxEntry> many =
        due.size() > tokens && channel.refusals(first) == 0
            ? due.stream()
                .filter(entry -> mayGoTogether(channel, entry, now))
                .limit(MOST_IN_A_DIGEST)
                .toList()
            : List.of();
    if (many.size() < 2) {
      return Optional.of(Group.of(many.isEmpty() ? first : many.getFirst()));
    }
    Batches.Batch batch = Batches.Batch.of(many, now.time());
    outbox.batches().begin(channel.name(), batch);
    return Optional.of(together(many, batch));
  }

  /**
   * What was refused for good would take the others with it; and whoever was told of a beginning by
   * itself looks for the end of the same first, and only then into a digest.
   */
  private static boolean mayGoTogether(Channel channel, OutboxEntry entry, Moment now) {
    Notification message = entry.notification();
    boolean ends = message.status() == Status.RESOLVED && channel.hasBegun(message.incident());
    return channel.refusals(entry) == 0 && !ends && !isAwaited(entry, now);
  }
}

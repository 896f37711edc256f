package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.alerts.support.ShortHash;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import dev.holdfast.spi.support.AtomicFile;
import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * Group: picks the next message for a channel: a test that an operator waits for, then a digest
 * that was sent and has not arrived, then one message, or a digest when too many wait.
 *
 * <p>The messages of a digest are remembered on disk until it has arrived: a retry sends the same
 * ones under the same fingerprint, also after a crash, so that a receiver can tell a repetition
 * from news. Not safe for several threads.
 */
final class Grouping {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");
  private static final int MOST_IN_A_DIGEST = 200;
  private static final int MOST_BEGUN = 1000;

  /** As long as {@code holdfast alerts test} does. */
  private static final Duration SOMEBODY_WAITS = Duration.ofSeconds(60);

  private final Outbox outbox;
  private final Path file;

  /** By channel the digests that have not arrived. */
  private final Map<String, Digested> open = new TreeMap<>();

  private boolean behind;

  /** By number the entries that were refused for good, with how often: others go first. */
  private final Map<Long, Integer> refusals = new HashMap<>();

  /** By channel the incidents that it told by themselves, the oldest first; not after a restart. */
  private final Map<String, SequencedSet<String>> begun = new HashMap<>();

  /**
   * Outbox entries that are sent to a channel as one message.
   *
   * @param message the only entry, or a digest of all of them
   */
  record Group(Channel channel, List<Outbox.Entry> entries, Notification message) {
    private static Group of(Channel channel, Outbox.Entry entry) {
      return new Group(channel, List.of(entry), entry.notification());
    }
  }

  /**
   * Messages that go out as one.
   *
   * @param fingerprint what this one is called by
   * @param at when they were put together
   * @param messages their ids, in order
   */
  private record Digested(String fingerprint, Instant at, List<String> messages) {
    static Digested of(List<Outbox.Entry> entries, Instant now) {
      List<String> ids = entries.stream().map(entry -> entry.notification().id()).toList();
      return new Digested(ShortHash.of(String.join(",", ids)), now, ids);
    }
  }

  private Grouping(Outbox outbox, Path file) {
    this.outbox = outbox;
    this.file = file;
  }

  /**
   * Opens it with the digests that lie beside the outbox; what cannot be read costs a digest its
   * name, and no message.
   */
  static Grouping open(Outbox outbox) {
    Path file = outbox.directory().resolveSibling("batches.json");
    Grouping grouping = new Grouping(outbox, file);
    if (Files.exists(file)) {
      try {
        for (JsonObject each : JsonObject.read(Files.readAllBytes(file)).objects("batches")) {
          grouping.open.put(
              each.text("channel"),
              new Digested(each.text("fingerprint"), each.time("at"), each.texts("messages")));
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "Which alerts went out together cannot be read: " + file, e);
      }
    }
    return grouping;
  }

  /** Empty when nothing waits, or the channel has had enough for now. */
  Optional<Group> next(Channel channel, Moment now) {
    int tokens = channel.tokens(now);
    if (tokens == 0) {
      return Optional.empty();
    }
    List<Outbox.Entry> due = due(channel);
    return due.stream()
        .filter(entry -> isAwaited(entry, now) && refusals(entry) == 0)
        .findFirst()
        .map(entry -> Group.of(channel, entry))
        .or(() -> again(channel, due))
        .or(() -> fresh(channel, due, tokens, now));
  }

  /** What the channel has not refused first. */
  private List<Outbox.Entry> due(Channel channel) {
    return outbox
        .waitingFor(channel.name())
        .sorted(Comparator.comparingInt(this::refusals).thenComparingLong(Outbox.Entry::number))
        .toList();
  }

  private int refusals(Outbox.Entry entry) {
    return refusals.getOrDefault(entry.number(), 0);
  }

  /** An operator sits there and looks whether it comes; older ones are messages as any other. */
  private static boolean isAwaited(Outbox.Entry entry, Moment now) {
    return Dispatcher.TEST.equals(entry.notification().subject())
        && entry.age(now).compareTo(SOMEBODY_WAITS) <= 0;
  }

  private Optional<Group> again(Channel channel, List<Outbox.Entry> due) {
    Digested sent = open.get(channel.name());
    if (sent == null) {
      return Optional.empty();
    }
    List<Outbox.Entry> left =
        due.stream().filter(entry -> sent.messages().contains(entry.notification().id())).toList();
    if (left.isEmpty()) {
      end(channel);
      return Optional.empty();
    }
    return Optional.of(together(channel, left, sent));
  }

  private static Group together(Channel channel, List<Outbox.Entry> entries, Digested digested) {
    List<Notification> messages = entries.stream().map(Outbox.Entry::notification).toList();
    return new Group(channel, entries, Digest.of(digested.fingerprint(), messages, digested.at()));
  }

  private Optional<Group> fresh(Channel channel, List<Outbox.Entry> due, int tokens, Moment now) {
    if (due.isEmpty()) {
      return Optional.empty();
    }
    Outbox.Entry first = due.getFirst();
    List<Outbox.Entry> many =
        due.size() > tokens && refusals(first) == 0
            ? due.stream()
                .filter(entry -> mayGoTogether(channel, entry, now))
                .limit(MOST_IN_A_DIGEST)
                .toList()
            : List.of();
    if (many.size() < 2) {
      return Optional.of(Group.of(channel, many.isEmpty() ? first : many.getFirst()));
    }
    Digested digested = Digested.of(many, now.time());
    open.put(channel.name(), digested);
    follow();
    return Optional.of(together(channel, many, digested));
  }

  /**
   * What was refused for good would take the others with it; and whoever was told of a beginning by
   * itself looks for the end of the same first, and only then into a digest.
   */
  private boolean mayGoTogether(Channel channel, Outbox.Entry entry, Moment now) {
    Notification message = entry.notification();
    boolean ends =
        message.status() == Status.RESOLVED && begun(channel).contains(message.incident());
    return refusals(entry) == 0 && !ends && !isAwaited(entry, now);
  }

  private SequencedSet<String> begun(Channel channel) {
    return begun.computeIfAbsent(channel.name(), any -> new LinkedHashSet<>());
  }

  /** The channel has something to send that it has not refused. */
  boolean hasUnrefused(Channel channel) {
    return outbox.waitingFor(channel.name()).anyMatch(entry -> refusals(entry) == 0);
  }

  void arrived(Group group) {
    group.entries().forEach(entry -> refusals.remove(entry.number()));
    if (group.entries().size() == 1) {
      SequencedSet<String> alone = begun(group.channel());
      Notification message = group.message();
      if (message.status() == Status.RESOLVED) {
        alone.remove(message.incident());
      } else if (message.status() == Status.FIRING) {
        alone.add(message.incident());
      }
      if (alone.size() > MOST_BEGUN) {
        alone.removeFirst();
      }
    }
  }

  /** The channel will never take it as it is: each of its messages goes by itself, after others. */
  void refused(Group group) {
    refusals.keySet().removeIf(number -> !outbox.holds(number));
    group.entries().forEach(entry -> refusals.merge(entry.number(), 1, Integer::sum));
    end(group.channel());
  }

  private void end(Channel channel) {
    if (open.remove(channel.name()) != null) {
      follow();
    }
  }

  private void follow() {
    behind = true;
    try {
      catchUp();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "It is tried again: " + file, e);
    }
  }

  /**
   * Brings to disk what it has refused before.
   *
   * @throws IOException it still does
   */
  void catchUp() throws IOException {
    if (behind) {
      AtomicFile.write(
          file,
          JsonWriter.object(
              out -> out.writeObjectArrayProperty("batches", open.entrySet(), Grouping::write)));
      behind = false;
    }
  }

  private static void write(Map.Entry<String, Digested> sent, JsonWriter out) {
    out.writeStringProperty("channel", sent.getKey());
    out.writeStringProperty("fingerprint", sent.getValue().fingerprint());
    out.writeStringProperty("at", sent.getValue().at().toString());
    out.writeStringArrayProperty("messages", sent.getValue().messages());
  }
}

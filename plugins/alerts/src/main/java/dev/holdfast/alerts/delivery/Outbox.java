package dev.holdfast.alerts.delivery;

import dev.holdfast.alerts.support.JsonObject;
import dev.holdfast.alerts.support.Moment;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.support.AtomicFile;
import dev.holdfast.spi.support.JsonWriter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The messages that have not arrived yet, one file for each message and channel. A file is complete
 * or absent; an unreadable one is put aside under another name. What the disk refuses is kept in
 * memory, so that it is still sent, until {@link #catchUp} succeeds. Not safe for several threads.
 */
public final class Outbox {
  private static final Logger LOG = System.getLogger("dev.holdfast.alerts");
  private static final String END = ".json";
  private static final String DAMAGED = ".damaged";

  /**
   * A message in the queue of one channel.
   *
   * @param file where it lies
   * @param number ascending: its place in the queue
   * @param channel empty as long as there is none
   * @param routes all channels that the message is for or went to
   * @param excluded the channel that the message is about; empty for none
   */
  record Entry(
      Path file,
      long number,
      String channel,
      List<String> routes,
      String excluded,
      Moment queuedAt,
      Notification notification) {

    Duration age(Moment now) {
      return now.since(queuedAt);
    }

    private Entry widened(Collection<String> further) {
      List<String> wider = Stream.concat(routes.stream(), further.stream()).toList();
      return new Entry(file, number, channel, wider, excluded, queuedAt, notification);
    }
  }

  private final Path directory;
  private final int most;
  private final Map<Long, Entry> waiting = new TreeMap<>();

  /** By number the files that are not on disk as they should be: old, missing or left over. */
  private final Map<Long, Path> behind = new TreeMap<>();

  private long next = 1;
  private long evicted;

  private Outbox(Path directory, int most) {
    this.directory = directory;
    this.most = most;
  }

  /**
   * Opens it with what lies there.
   *
   * @param giveUpAfter the longest that the age of a message counts for
   */
  public static Outbox open(Path directory, int most, Duration giveUpAfter, Moment now)
      throws IOException {
    Files.createDirectories(directory);
    Outbox outbox = new Outbox(directory, most);
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      outbox.take(file, giveUpAfter, now);
    }
    return outbox;
  }

  private void take(Path file, Duration giveUpAfter, Moment now) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(AtomicFile.HALF)) {
      Files.delete(file);
    } else if (name.endsWith(END)) {
      try {
        Entry entry = read(file, giveUpAfter, now);
        waiting.put(entry.number(), entry);
        next = Math.max(next, entry.number() + 1);
      } catch (IOException e) {
        LOG.log(
            Level.WARNING, "An alert in the outbox cannot be read and is put aside: " + file, e);
        Files.move(file, file.resolveSibling(name + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * Adds a message for a channel, durably if the disk takes it; one that waits for that channel
   * already is not added again.
   *
   * @return false when there is no room
   */
  boolean add(
      Notification notification,
      String channel,
      List<String> routes,
      String excluded,
      Moment queuedAt) {
    if (waits(notification.id(), channel)) {
      return true;
    }
    if (waiting.size() >= most) {
      return false;
    }
    long number = next++;
    Path file = directory.resolve(String.format(Locale.ROOT, "%012d", number) + END);
    Entry entry = new Entry(file, number, channel, routes, excluded, queuedAt, notification);
    waiting.put(number, entry);
    follow(entry);
    return true;
  }

  boolean waits(String id, String channel) {
    return waiting.values().stream()
        .anyMatch(entry -> entry.notification().id().equals(id) && entry.channel().equals(channel));
  }

  /** The channel for which the most wait, its entries oldest first. */
  List<Entry> longestQueue() {
    Map<String, List<Entry>> queues =
        waiting.values().stream().collect(Collectors.groupingBy(Entry::channel));
    return queues.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of());
  }

  boolean holds(long number) {
    return waiting.containsKey(number);
  }

  Path directory() {
    return directory;
  }

  /** Notes, durably if the disk takes it, that the message went to further channels. */
  void widen(Entry entry, Collection<String> further) {
    if (!holds(entry.number())) {
      return;
    }
    Entry wider = entry.widened(further);
    waiting.put(entry.number(), wider);
    follow(wider);
  }

  void remove(Entry entry) {
    waiting.remove(entry.number());
    follow(entry);
  }

  /** Brings the disk to what is known of an entry. */
  private void follow(Entry entry) {
    behind.put(entry.number(), entry.file());
    try {
      write(entry.number(), entry.file());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "It is tried again: " + entry.file(), e);
    }
  }

  private void write(long number, Path file) throws IOException {
    Entry entry = waiting.get(number);
    if (entry == null) {
      Files.deleteIfExists(file);
    } else {
      AtomicFile.write(file, bytes(entry));
    }
    behind.remove(number);
  }

  /**
   * Brings to disk what it has refused before.
   *
   * @throws IOException it still does
   */
  void catchUp() throws IOException {
    for (Map.Entry<Long, Path> each : Map.copyOf(behind).entrySet()) {
      write(each.getKey(), each.getValue());
    }
  }

  /** For which ones something about this incident waits. */
  List<String> channelsOf(String incident) {
    return waiting.values().stream()
        .filter(entry -> entry.notification().incident().equals(incident))
        .map(Entry::channel)
        .filter(channel -> !channel.isEmpty())
        .distinct()
        .toList();
  }

  /** Those for a channel, the oldest first. */
  Stream<Entry> waitingFor(String channel) {
    return waiting.values().stream().filter(entry -> entry.channel().equals(channel));
  }

  /** The oldest first. */
  List<Entry> waiting() {
    return List.copyOf(waiting.values());
  }

  public int size() {
    return waiting.size();
  }

  /** Removes an entry to make room for another one. */
  void evict(Entry entry) {
    evicted++;
    remove(entry);
  }

  /** How many entries were evicted since the start. */
  public long evicted() {
    return evicted;
  }

  public boolean isFull() {
    return waiting.size() >= most;
  }

  private static byte[] bytes(Entry entry) {
    return JsonWriter.object(out -> {
      out.writeNumberProperty("number", entry.number());
      out.writeStringProperty("channel", entry.channel());
      out.writeStringArrayProperty("routes", entry.routes());
      out.writeStringProperty("excluded", entry.excluded());
      out.writeStringProperty("queuedAt", entry.queuedAt().time().toString());
      out.writeObjectPropertyStart("notification");
      NotificationJson.write(out, entry.notification());
      out.writeEndObject();
    });
  }

  private static Entry read(Path file, Duration giveUpAfter, Moment now) throws IOException {
    JsonObject json = JsonObject.read(Files.readAllBytes(file));
    return new Entry(
        file,
        json.number("number"),
        json.text("channel"),
        json.texts("routes"),
        json.text("excluded"),
        now.recall(json.time("queuedAt"), giveUpAfter),
        NotificationJson.read(json.object("notification")));
  }
}

package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.envelope.EnvelopeMapping;
import dev.holdfast.ingest.envelope.EventIds;
import dev.holdfast.ingest.envelope.EventReader;
import dev.holdfast.ingest.envelope.EventReader.Form;
import dev.holdfast.spi.journal.Durability;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalTail;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.RecordingSession;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.json.JsonFactory;

/**
 * How long the plugin works on one event of 300 bytes, on one thread: not a test, run it by hand.
 * CPU time of the thread is the figure that other work on the machine disturbs least.
 */
final class EventReaderBench {
  private static final int EVENTS = 1_000_000;
  private static final int ROUNDS = 5;
  private static final int BATCH = 64;

  private EventReaderBench() {}

  /** Prints nanoseconds of CPU and bytes of garbage for each kind of message. */
  public static void main(String[] args) throws Exception {
    String values = "\"data\":{\"ra\":10.684708,\"dec\":41.26875,\"name\":\"";
    String cloudEvent =
        filled(
            "{\"specversion\":\"1.0\",\"id\":\"0190163d-8694-739b-aea5-966c26f8ad91\","
                + "\"source\":\"/observatory/mount\",\"type\":\"mount.position\","
                + "\"time\":\"2026-06-21T12:00:00.123Z\","
                + values);
    String envelope = filled("{\"type\":\"mount.position\"," + values);
    String plain =
        filled("{\"type\":\"mount.position\",\"source\":\"mount\",\"values\":{\"name\":\"");
    for (int round = 1; round <= ROUNDS; round++) {
      System.out.println("round " + round);
      measure("CloudEvents, one a message", Form.CLOUDEVENT, cloudEvent, 1);
      measure("CloudEvents, array of 64", Form.EVENTS, array(cloudEvent), BATCH);
      measure("envelope, filled in", Form.EVENTS, envelope, 1);
      measure("plain JSON, wrapped by members", Form.VALUE, plain, 1);
      session("session, one a message, 64 a read", cloudEvent);
    }
  }

  private static String filled(String begin) {
    String end = "\"}}";
    return begin + "x".repeat(300 - begin.length() - end.length()) + end;
  }

  private static String array(String event) {
    return "[" + (event + ",").repeat(BATCH - 1) + event + "]";
  }

  private static void measure(String what, Form form, String message, int count) throws Exception {
    IngestConfig config = Configs.defaults();
    JsonFactory json = EventReader.factory(config);
    EventReader reader =
        new EventReader(
            json, new EnvelopeMapping(json, config.wrap()), config, InstantSource.system());
    EventIds ids = EventIds.timeOrdered(InstantSource.system(), new SplittableRandom(1));
    byte[] bytes = message.getBytes(UTF_8);
    Stopwatch watch = new Stopwatch();
    long taken = 0;
    for (int i = 0; i < EVENTS; i += count) {
      taken += reader.read(bytes, 0, bytes.length, form, ids).size();
    }
    watch.print(what, taken);
  }

  private static void session(String what, String message) throws Exception {
    Journal journal = new Nowhere();
    try (PluginHarness harness =
        PluginHarness.of(new IngestPlugin())
            .config(Configs.defaults())
            .offering(Journal.class, journal)) {
      harness.start();
      RecordingSession session = harness.connect("/ingest", "cloudevents.json");
      byte[][] read = new byte[BATCH][];
      Arrays.fill(read, message.getBytes(UTF_8));
      Stopwatch watch = new Stopwatch();
      for (int i = 0; i < EVENTS; i += BATCH) {
        session.receive(read);
      }
      watch.print(what, EVENTS);
    }
  }

  /** Takes everything at once and keeps nothing. */
  private static final class Nowhere implements Journal {
    private static final Position START = new Position(1, 0);

    @Override
    public CompletableFuture<Position> append(List<Event> events) {
      return CompletableFuture.completedFuture(START);
    }

    @Override
    public JournalReader reader(String name, Optional<Position> known) {
      throw new UnsupportedOperationException("nothing is kept here");
    }

    @Override
    public boolean forget(String name) {
      return false;
    }

    @Override
    public JournalTail tail(Position from) {
      throw new UnsupportedOperationException("nothing is kept here");
    }

    @Override
    public Durability durability() {
      return Durability.FSYNCED;
    }

    @Override
    public Position start() {
      return START;
    }

    @Override
    public Position end() {
      return START;
    }
  }

  private static final class Stopwatch {
    private final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long cpu = threads.getCurrentThreadCpuTime();
    private final long bytes = threads.getCurrentThreadAllocatedBytes();

    void print(String what, long events) {
      long nanos = threads.getCurrentThreadCpuTime() - cpu;
      long garbage = threads.getCurrentThreadAllocatedBytes() - bytes;
      System.out.printf(
          "%-36s %5d ns  %5d bytes  %.2f million/s%n",
          what, nanos / events, garbage / events, events * 1e3 / nanos);
    }
  }
}

package dev.holdfast.tools.load;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Many producers at once, and how many events a second they see acknowledged. */
public final class Flood {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  /**
   * @param perSecond acknowledged events a second within the measured time
   * @param acknowledged all of them, warm-up and end included
   * @param latencies of each event when only one was in flight; otherwise empty
   */
  public record Outcome(double perSecond, long acknowledged, Latencies latencies) {}

  private final URI uri;
  private final int eventSize;
  private final Duration warmUp;
  private final Duration measured;

  public Flood(URI uri, int eventSize, Duration warmUp, Duration measured) {
    this.uri = uri;
    this.eventSize = eventSize;
    this.warmUp = warmUp;
    this.measured = measured;
  }

  /** Runs one measurement; every source is new, so that no event is a duplicate. */
  public Outcome run(String name, int connections, int window) {
    List<LoadConnection> open = new ArrayList<>();
    try {
      List<FloodProducer> producers = new ArrayList<>();
      Random random = new Random();
      String run = name + "-" + Long.toHexString(random.nextLong());
      for (int i = 0; i < connections; i++) {
        LoadConnection connection = LoadConnection.open(uri, ANSWER_LIMIT);
        open.add(connection);
        EventFrames frames = new EventFrames(run + "/" + i, eventSize, random);
        producers.add(new FloodProducer(connection, frames, window));
      }
      return measure(producers);
    } catch (IOException e) {
      throw Failures.noAnswer(uri.toString(), String.valueOf(e.getMessage()), e);
    } finally {
      open.forEach(Flood::close);
    }
  }

  private Outcome measure(List<FloodProducer> producers) {
    List<Thread> threads = producers.stream().map(Thread.ofPlatform().daemon()::start).toList();
    Pause.of(warmUp);
    long before = acknowledged(producers);
    long from = System.nanoTime();
    Pause.of(measured);
    long after = acknowledged(producers);
    long to = System.nanoTime();
    producers.forEach(FloodProducer::stop);
    for (Thread thread : threads) {
      join(thread);
    }
    for (FloodProducer producer : producers) {
      if (!producer.trouble().isEmpty()) {
        throw Failures.loadStopped(producer.trouble());
      }
    }
    Latencies latencies = producers.getFirst().latencies();
    return new Outcome((after - before) * 1e9 / (to - from), acknowledged(producers), latencies);
  }

  private static long acknowledged(List<FloodProducer> producers) {
    return producers.stream().mapToLong(FloodProducer::acknowledged).sum();
  }

  private static void join(Thread thread) {
    try {
      thread.join(ANSWER_LIMIT.plusSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(LoadConnection connection) {
    try {
      connection.sayGoodbye();
      connection.close();
    } catch (IOException e) {
      // The measurement is over, and the other side is free to be gone.
      return;
    }
  }
}

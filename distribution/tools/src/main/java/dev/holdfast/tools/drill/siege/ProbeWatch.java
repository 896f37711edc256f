package dev.holdfast.tools.drill.siege;

import dev.holdfast.console.client.HttpProbe;
import dev.holdfast.console.client.ProbeResult;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.tools.load.Latencies;
import java.time.Duration;

/** Asks for one path all the time, each time with a new connection, as monitors do. */
final class ProbeWatch implements AutoCloseable {
  private static final HttpProbe PROBE = new HttpProbe(Duration.ofSeconds(5));

  private final String url;
  private final String path;
  private final Duration between;
  private final Latencies latencies = new Latencies();
  private final Thread asking;
  private volatile boolean stopping;
  private volatile int failures;
  private volatile String lastFailure = "";

  ProbeWatch(String url, String path, Duration between) {
    this.url = url;
    this.path = path;
    this.between = between;
    asking = Thread.ofPlatform().daemon().name("probe").start(this::ask);
  }

  /** To be read after the close. */
  Latencies latencies() {
    return latencies;
  }

  /** Answers that were not 200. */
  int failures() {
    return failures;
  }

  /** What came instead, the last time. */
  String lastFailure() {
    return lastFailure;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      asking.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    int failed = 0;
    while (!stopping) {
      long begin = System.nanoTime();
      ProbeResult result = PROBE.ask(url, path);
      latencies.add(System.nanoTime() - begin);
      if (!(result instanceof ProbeResult.Answered(int status) && status == 200)) {
        lastFailure = result.toString();
        failures = ++failed;
      }
      Pause.of(between);
    }
  }
}

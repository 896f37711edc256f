package dev.holdfast.tools.load;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Pause;
import java.time.Duration;

/** Asks for /health all the time while something else keeps the server busy. */
public final class HealthUnderLoad implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(50);

  private final ServerApi server;
  private final Latencies latencies = new Latencies();
  private final Thread asking;
  private volatile boolean stopping;
  private volatile int failures;

  public HealthUnderLoad(ServerApi server) {
    this.server = server;
    asking = Thread.ofPlatform().daemon().name("health").start(this::ask);
  }

  /** To be read after the close. */
  public Latencies latencies() {
    return latencies;
  }

  /** Answers that did not come at all. */
  public int failures() {
    return failures;
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
      try {
        server.health();
        latencies.add(System.nanoTime() - begin);
      } catch (Failure e) {
        failures = ++failed;
      }
      Pause.of(BETWEEN);
    }
  }
}

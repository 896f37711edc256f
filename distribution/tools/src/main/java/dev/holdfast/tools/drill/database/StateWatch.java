package dev.holdfast.tools.drill.database;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Pause;
import java.time.Duration;
import java.util.function.Consumer;

/** Asks the server every 20 ms how it stands with its database. */
final class StateWatch implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(20);

  private final ServerApi server;
  private final Consumer<StateReading> changes;
  private final Thread asking;
  private volatile boolean stopping;

  /**
   * Starts to ask.
   *
   * @param server with the token of an operator
   * @param changes is told the first state and each other one, in the thread of the watch
   */
  StateWatch(ServerApi server, Consumer<StateReading> changes) {
    this.server = server;
    this.changes = changes;
    asking = Thread.ofPlatform().daemon().name("state-watch").start(this::ask);
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
    String last = "";
    while (!stopping) {
      try {
        String answer = server.operate("GET", "/admin/database", "");
        StateReading reading = StateReading.parse(System.nanoTime(), answer);
        if (reading != null && !last.equals(reading.state())) {
          last = reading.state();
          changes.accept(reading);
        }
      } catch (Failure e) {
        // A server that gives no answer shows in the figures of /health, which is asked as well.
        last = "";
      }
      Pause.of(BETWEEN);
    }
  }
}

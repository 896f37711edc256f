package dev.holdfast.tools.demo;

import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.tools.load.Answer;
import dev.holdfast.tools.load.LoadConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Carries what the observatory says to a server, and comes back when the server does. */
final class ObservatoryFeed {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  /** A demo without a server for a minute is over. */
  private static final int TRIES = 60;

  private final URI ingest;
  private final DemoData data;
  private final Duration betweenEvents;
  private final InstantSource clock;
  private final Terminal terminal;
  private final boolean interactive;
  private final AtomicLong acknowledgedBefore = new AtomicLong();
  private volatile long acknowledgedHere;
  private long sent;
  private long lastLine;

  ObservatoryFeed(
      URI ingest, DemoData data, double perSecond, InstantSource clock, Terminal terminal) {
    this.ingest = ingest;
    this.data = data;
    this.betweenEvents = Duration.ofNanos((long) (1e9 / perSecond));
    this.clock = clock;
    this.terminal = terminal;
    interactive = Terminal.isInteractive();
  }

  /** Sends for a time; false when the server stayed away. */
  boolean run(Duration time) {
    long begin = System.nanoTime();
    int failures = 0;
    while (System.nanoTime() - begin < time.toNanos() && !Thread.currentThread().isInterrupted()) {
      try (LoadConnection connection = LoadConnection.open(ingest, ANSWER_LIMIT)) {
        failures = 0;
        send(connection, begin, time);
      } catch (IOException e) {
        failures++;
        if (failures == 1) {
          terminal.say("the connection is lost (" + e.getMessage() + "); trying again each second");
        }
        if (failures == TRIES || !Pause.of(TRY_AGAIN)) {
          return false;
        }
      }
    }
    return true;
  }

  private void send(LoadConnection connection, long begin, Duration time) throws IOException {
    acknowledgedBefore.addAndGet(acknowledgedHere);
    acknowledgedHere = 0;
    Thread reader = Thread.ofPlatform().daemon().name("answers").start(() -> read(connection));
    while (System.nanoTime() - begin < time.toNanos()) {
      if (!reader.isAlive()) {
        throw new IOException("the server has closed it");
      }
      connection.send(data.next(clock.instant()));
      sent++;
      status();
      if (!Pause.of(betweenEvents)) {
        return;
      }
    }
    lastLine = 0;
    status();
    connection.sayGoodbye();
  }

  private void read(LoadConnection connection) {
    try {
      while (true) {
        switch (connection.read()) {
          case Answer.Acknowledged ack -> acknowledgedHere = ack.upTo();
          case Answer.Refused refused ->
              terminal.say("refused: " + refused.code() + " " + refused.reason());
          case Answer.Closed closed -> {
            return;
          }
        }
      }
    } catch (IOException e) {
      // The sender notices that this thread has ended, and says so.
      return;
    }
  }

  private void status() {
    long now = System.nanoTime();
    long every = interactive ? 1_000_000_000L : 10_000_000_000L;
    if (lastLine != 0 && now - lastLine < every) {
      return;
    }
    lastLine = now;
    long safe = acknowledgedBefore.get() + acknowledgedHere;
    String line = String.format(Locale.ROOT, "%,d events sent, %,d safe on disk", sent, safe);
    if (interactive) {
      terminal.err().print("\r" + line + "   ");
      terminal.err().flush();
    } else {
      terminal.say(line);
    }
  }
}

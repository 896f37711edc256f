package dev.holdfast.tools.load;

import dev.holdfast.console.terminal.Failures;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Random;

/** One connection at a steady rate, and how long each acknowledgement took. */
public final class PacedRun {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int WINDOW = 65_536;

  private PacedRun() {}

  /** Sends so many events a second, for so long, from a source of its own. */
  public static Latencies measure(URI uri, int eventSize, double perSecond, Duration time) {
    Random random = new Random();
    String source = "bench/" + Long.toHexString(random.nextLong());
    EventFrames frames = new EventFrames(source, eventSize, random);
    try {
      LoadConnection connection = LoadConnection.open(uri, ANSWER_LIMIT);
      PacedSession session = new PacedSession(connection, frames, 0, perSecond, WINDOW, () -> {});
      long end = System.nanoTime() + time.toNanos();
      session.run(() -> System.nanoTime() < end);
      if (!session.ended().isEmpty()) {
        throw Failures.loadStopped(session.ended());
      }
      return session.latencies();
    } catch (IOException e) {
      throw Failures.noAnswer(uri.toString(), String.valueOf(e.getMessage()), e);
    }
  }
}

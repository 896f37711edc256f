package dev.holdfast.tools.measurement;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import dev.holdfast.tools.load.LiveServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the server again and again at moments that nobody chose, while producers send.
 *
 * <p>The moment counts from the first acknowledgement, so that there is something to lose. In every
 * tenth round it counts from the start of the process instead: recovery must survive a crash of its
 * own.
 */
final class CrashRounds {
  enum Signal {
    KILL,
    TERM
  }

  private static final long EARLIEST_MILLIS = 200;
  private static final long LATEST_MILLIS = 2_000;
  private static final int RECOVERY_ROUND = 10;

  private final ServerStart start;
  private final Signal signal;
  private final Random random;
  private final Duration startLimit;
  private final Terminal terminal;
  private final List<Double> restartSeconds = new ArrayList<>();
  private volatile @Nullable LiveServer live;

  CrashRounds(
      ServerStart start, Signal signal, Random random, Duration startLimit, Terminal terminal) {
    this.start = start;
    this.signal = signal;
    this.random = random;
    this.startLimit = startLimit;
    this.terminal = terminal;
  }

  /** Where the server is now; null while it is down. */
  @Nullable LiveServer live() {
    return live;
  }

  /** From the end of one process to the first acknowledgement of the next. */
  List<Double> restartSeconds() {
    return List.copyOf(restartSeconds);
  }

  /** Runs all rounds, and answers the last server, which lives. */
  ServerProcess run(int rounds) {
    ServerProcess server = start.launch();
    long endedAt = 0;
    for (int round = 1; round <= rounds; round++) {
      long moment = random.nextLong(EARLIEST_MILLIS, LATEST_MILLIS);
      boolean inRecovery = round % RECOVERY_ROUND == 0;
      if (!inRecovery) {
        awaitFirstAcknowledgement(server, endedAt);
      }
      if (!Pause.of(Duration.ofMillis(moment))) {
        server.close();
        throw Failures.loadStopped("interrupted");
      }
      live = null;
      end(server);
      endedAt = inRecovery ? 0 : System.nanoTime();
      String where = inRecovery ? "after its start" : "under load";
      terminal.say(
          String.format(
              Locale.ROOT, "round %d of %d: %s %d ms %s", round, rounds, signal, moment, where));
      server = start.launch();
    }
    awaitFirstAcknowledgement(server, endedAt);
    return server;
  }

  /** The address of a server that accepts events. */
  private void awaitFirstAcknowledgement(ServerProcess server, long endedAt) {
    LiveServer now = LiveServer.at(server.awaitListening(startLimit));
    live = now;
    try {
      long first = now.firstAcknowledgement().get(startLimit.toMillis(), TimeUnit.MILLISECONDS);
      if (endedAt != 0) {
        restartSeconds.add((first - endedAt) / 1e9);
      }
    } catch (TimeoutException | ExecutionException e) {
      server.close();
      throw Failures.loadStopped(
          "no event was acknowledged within " + startLimit.toSeconds() + " s after a start");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.close();
      throw Failures.loadStopped("interrupted");
    }
  }

  private void end(ServerProcess server) {
    if (signal == Signal.KILL) {
      server.kill();
    } else if (server.isAlive()) {
      server.close();
    }
  }
}

package dev.holdfast.console.supervise;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server process that the supervisor looks after: its child, or one that an earlier supervisor
 * has left behind and whose exit code nobody can hear.
 *
 * @param ended completes with its end
 * @param since when it was started
 */
record KeptServer(
    ProcessHandle handle, Optional<Process> child, CompletableFuture<?> ended, Instant since) {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(30);

  static KeptServer ofChild(Process process, Instant now) {
    return new KeptServer(process.toHandle(), Optional.of(process), process.onExit(), now);
  }

  static KeptServer adopted(ProcessHandle handle, Instant now) {
    Instant since = handle.info().startInstant().orElse(now);
    return new KeptServer(handle, Optional.empty(), handle.onExit(), since);
  }

  long pid() {
    return handle.pid();
  }

  OptionalInt exitCode() {
    return child
        .filter(process -> !process.isAlive())
        .map(process -> OptionalInt.of(process.exitValue()))
        .orElse(OptionalInt.empty());
  }

  /** Waits for its end; false when the time was over first. */
  boolean awaitEnd(Duration limit) {
    return await(ended, limit);
  }

  /** Waits for a future as for a process; false when the time was over first. */
  static boolean await(CompletableFuture<?> future, Duration limit) {
    try {
      future.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Asks it to end in order, SIGTERM. */
  void terminate() {
    handle.destroy();
  }

  /** SIGKILL, which also ends one that is stopped. */
  void kill() {
    handle.destroyForcibly();
    var _ = awaitEnd(KILL_LIMIT);
  }

  /** SIGQUIT: a JVM answers by a dump of its threads. False when that cannot be asked for here. */
  boolean askForThreads() {
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + pid()).start();
      return kill.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

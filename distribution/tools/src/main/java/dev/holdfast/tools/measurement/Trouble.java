package dev.holdfast.tools.measurement;

import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.tools.load.ShellCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A command that breaks something and mends it, again and again while a server is soaked. */
final class Trouble {
  private final @Nullable String command;
  private final Duration every;
  private final Path output;
  private final ScheduledThreadPoolExecutor rounds =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("trouble").factory());
  private volatile @Nullable Failure failure;

  /**
   * Nothing happens yet.
   *
   * @param command as it was typed; null for no trouble at all
   * @param output takes what it says
   */
  Trouble(@Nullable String command, Duration every, Path output) {
    this.command = command;
    this.every = every;
    this.output = output;
  }

  void begin() {
    if (command != null) {
      ShellCommand round = new ShellCommand(command, output);
      var _ =
          rounds.scheduleAtFixedRate(
              () -> run(round), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void run(ShellCommand round) {
    try {
      round.run();
    } catch (Failure e) {
      failure = e;
      throw e;
    }
  }

  /**
   * No further round; one that is under way is waited for.
   *
   * @throws Failure a round has failed
   */
  void end() {
    rounds.shutdown();
    try {
      if (!rounds.awaitTermination(every.toMillis() + 60_000, TimeUnit.MILLISECONDS)) {
        throw Failures.loadStopped("the trouble does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Failure failed = failure;
    if (failed != null) {
      throw failed;
    }
  }
}

package dev.holdfast.console.supervise;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.spi.support.Backoff;
import java.time.Duration;
import java.util.Map;

/**
 * Whether and when a server that ended is started again. For one thread.
 *
 * <p>The pause grows by a step with each end in a row up to a longest one, and begins anew after
 * the server has run for a stable time. Ends that need a person are not repeated: the same mistake
 * would be made for ever.
 */
final class RestartPolicy {
  private static final Map<Integer, String> FOR_A_PERSON =
      Map.of(
          ExitCode.OK, "it ended by itself, in order",
          ExitCode.USAGE, "its command line was not understood",
          ExitCode.DEPENDENCY_UNAVAILABLE, "something that it needs is not available",
          ExitCode.DATA_NOT_WRITABLE, "its data directory cannot be written",
          ExitCode.ALREADY_RUNNING, "another server runs on this data directory",
          ExitCode.CONFIG_INVALID, "its configuration is not valid");

  /** What follows an end. */
  sealed interface Next {
    /** It is started again. */
    record Again(Duration pause, int attempt) implements Next {}

    /** It stays down until a person has looked. */
    record Down(String reason) implements Next {}
  }

  private final SupervisorLimits limits;
  private int attempt;

  RestartPolicy(SupervisorLimits limits) {
    this.limits = limits;
  }

  Next after(ServerEnd end) {
    if (end.planned()) {
      return new Next.Again(Duration.ZERO, 0);
    }
    String forAPerson = FOR_A_PERSON.get(end.code().orElse(-1));
    if (forAPerson != null) {
      return new Next.Down(forAPerson + ": " + end.cause());
    }
    if (end.uptime().compareTo(limits.stableAfter) >= 0) {
      attempt = 0;
    }
    attempt++;
    if (limits.maxRestarts > 0 && attempt > limits.maxRestarts) {
      return new Next.Down(
          "it ended " + attempt + " times in a row, the last time: " + end.cause());
    }
    Backoff pauses = Backoff.adding(limits.backoffStep, limits.backoffMax);
    return new Next.Again(pauses.after(attempt), attempt);
  }
}

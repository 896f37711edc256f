package dev.holdfast.console.supervise;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.SpokenTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The end of one server process.
 *
 * @param code the exit code; empty when nobody could hear it
 * @param orderly whether the server itself has written down that it ended in order
 * @param requested whether a person has asked for a restart
 * @param cause one sentence
 * @param evidence a file that tells more; empty when there is none
 */
record ServerEnd(
    Instant time,
    long pid,
    Duration uptime,
    OptionalInt code,
    boolean orderly,
    boolean requested,
    String cause,
    String evidence) {
  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8,
          "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

  /**
   * Whether this end was meant to be followed by a start. A JVM whose memory is out also ends with
   * 3, but has no time to write anything down.
   */
  boolean planned() {
    return requested || (orderly && code.orElse(-1) == ExitCode.RESTART);
  }

  /** The name of the signal behind an exit code above 128; empty when there was none. */
  static String signal(OptionalInt code) {
    return code.isPresent() && code.getAsInt() > SIGNALLED
        ? SIGNALS.getOrDefault(
            code.getAsInt() - SIGNALLED, "signal " + (code.getAsInt() - SIGNALLED))
        : "";
  }

  /** {@code ended after 12 s, exit code 137 (SIGKILL): cause}. */
  String sentence() {
    StringBuilder text = new StringBuilder("ended after ").append(SpokenTime.of(uptime));
    text.append(", exit code ").append(code.isPresent() ? code.getAsInt() : "unknown");
    String signal = signal(code);
    if (!signal.isEmpty()) {
      text.append(" (").append(signal).append(')');
    }
    text.append(": ").append(cause);
    return evidence.isEmpty() ? text.toString() : text.append(", see ").append(evidence).toString();
  }
}

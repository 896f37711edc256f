package dev.holdfast.console;

import dev.holdfast.spi.Problem;
import java.nio.file.Path;

/** Why the commands around the server's process give up. */
final class ProcessFailures {
  private static final int DATA_NOT_WRITABLE = 73;
  private static final int ALREADY_RUNNING = 75;

  private ProcessFailures() {}

  static Failure notHere(String command) {
    return failure(
        "HF-PRC-010",
        "holdfast " + command + " needs a Unix system",
        System.getProperty("os.name", "this one"),
        "Use holdfast run, as a service by NSSM, WinSW or the Task Scheduler with 'restart on failure'.",
        ExitCode.DEPENDENCY_UNAVAILABLE);
  }

  static Failure runsAlready(String how) {
    return failure(
        "HF-PRC-011",
        "It runs already",
        how,
        "holdfast status says how it is, holdfast restart starts it anew.",
        ALREADY_RUNNING);
  }

  static Failure supervisedAlready(Path data) {
    return failure(
        "HF-PRC-012",
        "Another supervisor looks after the server on this data directory",
        data.toString(),
        "See holdfast status; holdfast stop ends both.",
        ALREADY_RUNNING);
  }

  static Failure notWritable(Path file, Exception cause) {
    return failure(
        "HF-PRC-013",
        "The data directory cannot be written",
        file + ": " + cause,
        "Give this user the directory, or name another one with data.dir.",
        DATA_NOT_WRITABLE);
  }

  static Failure staysDown(String reason, int exitCode, Path console) {
    return failure(
        "HF-PRC-014",
        "The server did not start, and is not tried again",
        reason,
        "Mend that, then holdfast start. Its words are in " + console + ".",
        exitCode == 0 ? ExitCode.FAILURE : exitCode);
  }

  static Failure triesAgain(String reason) {
    return failure(
        "HF-PRC-015",
        "The server did not start, and is tried again with growing pauses",
        reason,
        "holdfast status says when, holdfast stop gives up.",
        ExitCode.FAILURE);
  }

  static Failure notReady(String what) {
    return failure(
        "HF-PRC-016",
        "The server runs but is not ready",
        what,
        "holdfast health names what is missing; the supervisor goes on.",
        ExitCode.FAILURE);
  }

  static Failure doesNotEnd(long pid) {
    return failure(
        "HF-PRC-017",
        "A process does not end, though it was killed",
        "pid " + pid,
        "See whether it belongs to another user, or waits for a disk that does not answer.",
        ExitCode.FAILURE);
  }

  static Failure ofSystemd() {
    return failure(
        "HF-PRC-018",
        "systemd has started this server, and would start it again",
        "",
        "Use systemctl stop with the name of the unit.",
        ExitCode.FAILURE);
  }

  static Failure unitNotWritable(Path file, Exception cause) {
    return failure(
        "HF-PRC-019",
        "The unit cannot be written",
        file + ": " + cause,
        "Type it as root, or see the text with --dry-run.",
        ExitCode.FAILURE);
  }

  private static Failure failure(
      String code, String what, String why, String remedy, int exitCode) {
    return new Failure(new Problem(code, 500, what, why, remedy), exitCode);
  }
}

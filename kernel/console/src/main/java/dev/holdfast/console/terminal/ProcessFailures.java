package dev.holdfast.console.terminal;

import dev.holdfast.spi.Problem;
import java.nio.file.Files;
import java.nio.file.Path;

/** Why the commands around the server's process give up. */
public final class ProcessFailures {
  private static final int DATA_NOT_WRITABLE = 73;
  private static final int ALREADY_RUNNING = 75;

  private ProcessFailures() {}

  public static Failure notHere(String command) {
    return failure(
        "HF-PRC-010",
        "holdfast " + command + " needs a Unix system",
        System.getProperty("os.name", "this one"),
        "Use holdfast run, as a service by NSSM, WinSW or the Task Scheduler with 'restart on failure'.",
        ExitCode.DEPENDENCY_UNAVAILABLE);
  }

  public static Failure runsAlready(String how) {
    return failure(
        "HF-PRC-011",
        "It runs already",
        how,
        "holdfast status says how it is, holdfast restart starts it anew.",
        ALREADY_RUNNING);
  }

  public static Failure supervisedAlready(Path data) {
    return failure(
        "HF-PRC-012",
        "Another supervisor looks after the server on this data directory",
        data.toString(),
        "See holdfast status; holdfast stop ends both.",
        ALREADY_RUNNING);
  }

  public static Failure notWritable(Path file, Exception cause) {
    return failure(
        "HF-PRC-013",
        "The data directory cannot be written",
        file + ": " + cause,
        "Give this user the directory, or name another one with data.dir.",
        DATA_NOT_WRITABLE);
  }

  public static Failure staysDown(String reason, int exitCode, Path console) {
    return failure(
        "HF-PRC-014",
        "The server did not start, and is not tried again",
        reason,
        "Mend that, then holdfast start. Its words are in " + console + ".",
        exitCode == 0 ? ExitCode.FAILURE : exitCode);
  }

  public static Failure triesAgain(String reason) {
    return failure(
        "HF-PRC-015",
        "The server did not start, and is tried again with growing pauses",
        reason,
        "holdfast status says when, holdfast stop gives up.",
        ExitCode.FAILURE);
  }

  public static Failure notReady(String what) {
    return failure(
        "HF-PRC-016",
        "The server runs but is not ready",
        what,
        "holdfast health names what is missing; the supervisor goes on.",
        ExitCode.FAILURE);
  }

  public static Failure doesNotEnd(long pid) {
    return failure(
        "HF-PRC-017",
        "A process does not end, though it was killed",
        "pid " + pid,
        "See whether it belongs to another user, or waits for a disk that does not answer.",
        ExitCode.FAILURE);
  }

  public static Failure ofSystemd() {
    return failure(
        "HF-PRC-018",
        "systemd has started this server, and would start it again",
        "",
        "Use systemctl stop with the name of the unit.",
        ExitCode.FAILURE);
  }

  /** The running server is not touched. */
  public static Failure configurationRefused(String why, int exitCode) {
    return failure(
        "HF-PRC-031",
        "The new configuration is refused, and the server runs on as it was",
        why,
        "Mend that, see that holdfast check-config likes it, then holdfast restart.",
        exitCode);
  }

  public static Failure environmentOfUnit(String names) {
    return failure(
        "HF-PRC-032",
        "The environment of this shell cannot be handed to a service of systemd",
        names + " is another one there",
        "Write it into conf/environment or systemctl edit, then systemctl restart; or type the command without it.",
        ExitCode.FAILURE);
  }

  public static Failure notReadable(Path directory, String owner) {
    return failure(
        "HF-PRC-033",
        "This user may not look into the data directory",
        directory + " belongs to " + owner,
        "Put `sudo -u " + owner + "` before the command.",
        ExitCode.FAILURE);
  }

  public static Failure mayNotSignal(long pid, String owner) {
    return failure(
        "HF-PRC-034",
        "This user may not end the process of another one",
        "pid " + pid + " belongs to " + owner,
        "Put `sudo -u " + owner + "` before the command.",
        ExitCode.FAILURE);
  }

  public static Failure logsNotWritable(Path file, String why) {
    return failure(
        "HF-PRC-035",
        "The log cannot be written",
        file + ": " + why,
        "Run it as the user who owns that folder, or give the folder to this one: chown -R "
            + System.getProperty("user.name", "USER")
            + " "
            + (Files.isDirectory(file) ? file : file.getParent())
            + ".",
        DATA_NOT_WRITABLE);
  }

  public static Failure unitNotWritable(Path file, Exception cause) {
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

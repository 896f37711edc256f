package dev.holdfast.console.terminal;

import dev.holdfast.spi.Problem;
import java.nio.file.Files;
import java.nio.file.Path;

/** Why the commands around the server's process give up. */
public final class ProcessFailures {
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
        "The server already runs",
        how,
        "See its state: holdfast status. To start it anew: holdfast restart.",
        ExitCode.ALREADY_RUNNING);
  }

  public static Failure supervisedAlready(Path data) {
    return failure(
        "HF-PRC-012",
        "Another supervisor runs the server of this data directory",
        data.toString(),
        "See holdfast status. To stop both: holdfast stop.",
        ExitCode.ALREADY_RUNNING);
  }

  public static Failure notWritable(Path file, Exception cause) {
    return failure(
        "HF-PRC-013",
        "The data directory cannot be written",
        file + ": " + cause,
        "Give the directory to this user, or set another one with data.dir.",
        ExitCode.DATA_NOT_WRITABLE);
  }

  public static Failure staysDown(String reason, int exitCode, Path console) {
    return failure(
        "HF-PRC-014",
        "The server did not start, and no further start is tried",
        reason,
        "Repair the cause, then type holdfast start. The output is in " + console + ".",
        exitCode == 0 ? ExitCode.FAILURE : exitCode);
  }

  public static Failure triesAgain(String reason) {
    return failure(
        "HF-PRC-015",
        "The server did not start; further starts follow with growing pauses",
        reason,
        "See the time of the next start: holdfast status. To give up: holdfast stop.",
        ExitCode.FAILURE);
  }

  public static Failure notReady(String what) {
    return failure(
        "HF-PRC-016",
        "The server runs but is not ready",
        what,
        "See what is missing: holdfast health. The supervisor keeps it running.",
        ExitCode.FAILURE);
  }

  public static Failure doesNotEnd(long pid) {
    return failure(
        "HF-PRC-017",
        "A process does not end although it was killed",
        "pid " + pid,
        "Check whether it belongs to another user, or waits for a disk that does not answer.",
        ExitCode.FAILURE);
  }

  public static Failure ofSystemd() {
    return failure(
        "HF-PRC-018",
        "systemd started this server, and would start it again",
        "",
        "Use systemctl stop with the name of the unit.",
        ExitCode.FAILURE);
  }

  /** The running server is not touched. */
  public static Failure configurationRefused(String why, int exitCode) {
    return failure(
        "HF-PRC-031",
        "The new configuration is not valid; the server keeps running with the old one",
        why,
        "Correct it, check it with holdfast check-config, then type holdfast restart.",
        exitCode);
  }

  public static Failure environmentOfUnit(String names) {
    return failure(
        "HF-PRC-032",
        "The environment of this shell cannot be passed to a systemd service",
        names + " has another value there",
        "Set it in conf/environment or with systemctl edit, then type systemctl restart; or repeat the command without it.",
        ExitCode.FAILURE);
  }

  public static Failure notReadable(Path directory, String owner) {
    return failure(
        "HF-PRC-033",
        "This user may not read the data directory",
        directory + " belongs to " + owner,
        "Put `sudo -u " + owner + "` before the command.",
        ExitCode.FAILURE);
  }

  public static Failure mayNotSignal(long pid, String owner) {
    return failure(
        "HF-PRC-034",
        "This user may not end a process of another user",
        "pid " + pid + " belongs to " + owner,
        "Put `sudo -u " + owner + "` before the command.",
        ExitCode.FAILURE);
  }

  public static Failure logsNotWritable(Path file, String why) {
    return failure(
        "HF-PRC-035",
        "The log cannot be written",
        file + ": " + why,
        "Run the command as the owner of the folder, or give the folder to this user: chown -R "
            + System.getProperty("user.name", "USER")
            + " "
            + (Files.isDirectory(file) ? file : file.getParent())
            + ".",
        ExitCode.DATA_NOT_WRITABLE);
  }

  public static Failure unitNotWritable(Path file, Exception cause) {
    return failure(
        "HF-PRC-019",
        "The unit cannot be written",
        file + ": " + cause,
        "Run the command as root, or print the unit with --dry-run.",
        ExitCode.FAILURE);
  }

  private static Failure failure(
      String code, String what, String why, String remedy, int exitCode) {
    return new Failure(new Problem(code, 500, what, why, remedy), exitCode);
  }
}

package dev.holdfast.console.terminal;

import dev.holdfast.spi.Problem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Every way in which the command line gives up, with its stable code. */
public final class Failures {
  private Failures() {}

  public static Failure serverMissing(String tool) {
    return new Failure(
        problem(
            "HF-CLI-001",
            "The server is not on the class path",
            "no tool named " + tool + " was found",
            "Use bin/holdfast of an unpacked distribution, or unpack it again."),
        ExitCode.DEPENDENCY_UNAVAILABLE);
  }

  public static Failure noServerKnown(Path file, String why) {
    return new Failure(
        problem(
            "HF-CLI-002",
            "No running server was found",
            file + " " + why,
            "Start one with holdfast run, or name one with --url http://host:port."),
        ExitCode.HEALTH_DOWN);
  }

  public static Failure noAnswer(String url, String cause, @Nullable Throwable thrown) {
    return new Failure(
        problem(
            "HF-CLI-003",
            "The server does not answer",
            url + " (" + cause + ")",
            "Check that the server runs and that the address is right. If it stopped, its log names the reason."),
        ExitCode.HEALTH_DOWN,
        thrown);
  }

  public static Failure noLaunchScript(Path script) {
    return new Failure(
        problem(
            "HF-CLI-004",
            "No distribution was found to start a server from",
            script + " cannot be executed",
            "Run this command through bin/holdfast of an unpacked distribution, or give --home."),
        ExitCode.DEPENDENCY_UNAVAILABLE);
  }

  public static Failure didNotStart(String why, Path log) {
    return new Failure(
        problem("HF-CLI-005", "The server did not start", why, "Its output is in " + log + "."),
        ExitCode.FAILURE);
  }

  public static Failure unexpectedAnswer(String url, String why) {
    return new Failure(
        problem(
            "HF-CLI-006",
            "The answer of the server cannot be read",
            url + ": " + why,
            "Check that this is a Holdfast server of the same version as this command."),
        ExitCode.FAILURE);
  }

  public static Failure badValue(String option, String value, String expected) {
    return new Failure(
        problem(
            "HF-CLI-007",
            "The value of an option is not valid",
            option + " " + value,
            "Give " + expected + "."),
        ExitCode.USAGE);
  }

  public static Failure loadStopped(String why) {
    return new Failure(
        problem(
            "HF-CLI-008",
            "The load could not be sustained",
            why,
            "See /health of the server, then try again."),
        ExitCode.FAILURE);
  }

  /** The reason must not hold the token, nor a part of it. */
  public static Failure noToken(String why, String remedy) {
    return new Failure(
        problem("HF-CLI-010", "No admin token was found", why, remedy), ExitCode.HEALTH_DOWN);
  }

  public static Failure notConfirmed(String why) {
    return new Failure(
        problem(
            "HF-CLI-050",
            "The command changed nothing",
            why,
            "To do it, type the command again with --yes."),
        ExitCode.USAGE);
  }

  public static Failure unexpected(Throwable thrown) {
    String why = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
    return new Failure(
        problem(
            "HF-CLI-009",
            "The command failed",
            thrown.getClass().getSimpleName() + why,
            "Repeat the command with --stacktrace to see where."),
        ExitCode.FAILURE,
        thrown);
  }

  public static Failure serverDamaged(Throwable thrown) {
    return new Failure(
        problem(
            "HF-CLI-030",
            "The program is damaged",
            thrown.toString(),
            "A file in lib/ is missing, broken or of another version: unpack the distribution"
                + " again."),
        ExitCode.DEPENDENCY_UNAVAILABLE,
        thrown);
  }

  /**
   * A command needs plugins that are shipped, and was started without them.
   *
   * @param missing their names and their folder
   */
  public static Failure pluginsMissing(String missing, Throwable thrown) {
    return new Failure(
        problem(
            "HF-CLI-031",
            "Plugins that this command runs are missing or damaged",
            missing + " (" + thrown.getMessage() + ")",
            "Put their folders back, or use bin/holdfast of a freshly unpacked distribution."),
        ExitCode.DEPENDENCY_UNAVAILABLE,
        thrown);
  }

  public static Failure drillCommand(String line, String why, Path output) {
    return new Failure(
        problem(
            "HF-CLI-020",
            "A command of the drill failed",
            line + ": " + why,
            "Run it by hand and check that it works. Its output is in " + output + "."),
        ExitCode.FAILURE);
  }

  public static Failure drillDatabase(String why) {
    return new Failure(
        problem(
            "HF-CLI-021",
            "There is no database to drill with",
            why,
            "Name a PostgreSQL that runs, with --database-url postgresql://user:secret@host/test."),
        ExitCode.DEPENDENCY_UNAVAILABLE);
  }

  public static Failure noPluginRepository(String why) {
    return new Failure(
        problem(
            "HF-CLI-040",
            "No library was found to compile a plugin against",
            why,
            "Run this command through bin/holdfast of an unpacked distribution, or give --home."),
        ExitCode.DEPENDENCY_UNAVAILABLE);
  }

  public static Failure noBundle(String path, Throwable thrown) {
    return new Failure(
        problem(
            "HF-CLI-017",
            "The diagnostic bundle cannot be read",
            path + " (" + thrown.getMessage() + ")",
            "List the bundles: holdfast incident ls. Another data directory: --data DIRECTORY."),
        ExitCode.FAILURE,
        thrown);
  }

  public static Failure notWritten(Path directory, String why) {
    return new Failure(
        problem(
            "HF-CLI-041",
            "The project was not written",
            directory + ": " + why,
            "Choose a new directory with --directory. Existing files are never overwritten."),
        ExitCode.FAILURE);
  }

  public static Failure noBase(Path base) {
    return new Failure(
        problem(
            "HF-CLI-060",
            "There is no such base directory",
            base.toString(),
            "Check the spelling of --base or HOLDFAST_BASE, or create it: mkdir -p " + base + "."),
        ExitCode.USAGE);
  }

  public static Failure prefixedKey(String setting, String key) {
    return new Failure(
        problem(
            "HF-CLI-061",
            "--set takes a key without the leading holdfast.",
            setting,
            "Type --set " + key + "."),
        ExitCode.USAGE);
  }

  public static Failure notReadable(Path file, Exception cause) {
    return new Failure(
        problem(
            "HF-CLI-073",
            "The file cannot be read",
            file + " (" + cause.getClass().getSimpleName() + ")",
            "Check its name, and that this user may read it."),
        ExitCode.USAGE,
        cause);
  }

  private static Problem problem(String code, String what, String why, String remedy) {
    return new Problem(code, 500, what, why, remedy);
  }
}

package dev.holdfast.console.terminal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the process says to the script that started it. The numbers are stable; from 64 on they are
 * those of sysexits.h. This is the table of all of them: {@code ExitCodesTest} compares it with the
 * codes of the server, with the launcher and with the README.
 */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILURE = 1;
  public static final int USAGE = 2;

  /** Of {@code run}: the server is to be started again at once. */
  public static final int RESTART = 3;

  /** Of {@code status}, as the Linux Standard Base has it. */
  public static final int NOT_RUNNING = 3;

  public static final int DEPENDENCY_UNAVAILABLE = 69;
  public static final int DATA_NOT_WRITABLE = 73;
  public static final int ALREADY_RUNNING = 75;
  public static final int CONFIG_INVALID = 78;

  /** The answers of {@code health}, as monitors of the Nagios kind expect them. */
  public static final int HEALTH_UP = 0;

  public static final int HEALTH_DEGRADED = 1;
  public static final int HEALTH_DOWN = 2;

  /** The answers of {@code db status} and {@code db monitor}, in the same order. */
  public static final String DATABASE_UP = "0:connected";

  public static final String DATABASE_DEGRADED = "1:not connected; the server keeps trying";
  public static final String DATABASE_DOWN = "2:down, or no answer, or no token";

  /** The answers of commands that operate. */
  public static final String OPERATED = "0:done";

  public static final String NOT_OPERATED = "1:the server tried and failed";
  public static final String NOT_ASKED =
      "2:no answer from the server, no token, or a mistake in the command line";

  private ExitCode() {}

  public static Map<String, String> ofEveryCommand() {
    Map<String, String> codes = new LinkedHashMap<>();
    put(codes, OK, "all is well");
    put(codes, FAILURE, "failed; one line on stderr names the fault, its cause and the remedy");
    put(codes, USAGE, "the command line was not understood");
    put(codes, RESTART, "run: to be started again at once; status: not running");
    put(
        codes,
        DEPENDENCY_UNAVAILABLE,
        "something that the command needs is missing; doctor: a check failed");
    put(codes, DATA_NOT_WRITABLE, "the data directory cannot be written");
    put(codes, ALREADY_RUNNING, "a server is already running on this data directory");
    put(codes, CONFIG_INVALID, "the configuration is not valid");
    return codes;
  }

  private static void put(Map<String, String> codes, int code, String meaning) {
    codes.put(Integer.toString(code), meaning);
  }

  public static Map<String, String> ofHealth() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "up");
    codes.put("1", "degraded: the server works, but needs attention");
    codes.put("2", "down, or no answer (also: the command line was not understood)");
    return codes;
  }
}

package dev.holdfast.console.terminal;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the process says to the script that started it. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILURE = 1;
  public static final int USAGE = 2;
  public static final int DEPENDENCY_UNAVAILABLE = 69;

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
    codes.put("0", "all is well");
    codes.put("1", "failed; one line on stderr names the fault, its cause and the remedy");
    codes.put("2", "the command line was not understood");
    codes.put("3", "run: a restart was requested; status: not running");
    codes.put("69", "a required service is not available");
    codes.put("73", "the data directory cannot be written");
    codes.put("75", "a server is already running on this data directory");
    codes.put("78", "the configuration is not valid");
    return codes;
  }

  public static Map<String, String> ofHealth() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "up");
    codes.put("1", "degraded: the server works, but needs attention");
    codes.put("2", "down, or no answer (also: the command line was not understood)");
    return codes;
  }
}

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

  public static final String DATABASE_DEGRADED = "1:not connected, but the server works on it";
  public static final String DATABASE_DOWN = "2:down, or no answer, or no token";

  /** The answers of commands that operate. */
  public static final String OPERATED = "0:done";

  public static final String NOT_OPERATED = "1:the server tried, and it did not work";
  public static final String NOT_ASKED =
      "2:the server could not be asked: no answer, no token, or a mistake in the command line";

  private ExitCode() {}

  public static Map<String, String> ofEveryCommand() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "all is well");
    codes.put("1", "failed; one line on stderr says what, why and what to do");
    codes.put("2", "the command line was not understood");
    codes.put("3", "run: a restart is wanted; status: not running");
    codes.put("69", "something that is needed is not available");
    codes.put("73", "the data directory cannot be written");
    codes.put("75", "a server is already running on this data directory");
    codes.put("78", "the configuration is not valid");
    return codes;
  }

  public static Map<String, String> ofHealth() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "up");
    codes.put("1", "degraded: it works, but somebody should look");
    codes.put("2", "down, or no answer (also: the command line was not understood)");
    return codes;
  }
}

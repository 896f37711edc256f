package dev.holdfast.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the process says to the script that started it. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final int DEPENDENCY_UNAVAILABLE = 69;

  /** The answers of {@code health}, as monitors of the Nagios kind expect them. */
  static final int HEALTH_UP = 0;

  static final int HEALTH_DEGRADED = 1;
  static final int HEALTH_DOWN = 2;

  private ExitCode() {}

  static Map<String, String> ofEveryCommand() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "all is well");
    codes.put("1", "failed; one line on stderr says what, why and what to do");
    codes.put("2", "the command line was not understood");
    codes.put("3", "the watchdog asks for a restart");
    codes.put("69", "something that is needed is not available");
    codes.put("73", "the data directory cannot be written");
    codes.put("75", "a server is already running on this data directory");
    codes.put("78", "the configuration is not valid");
    return codes;
  }

  static Map<String, String> ofHealth() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "up");
    codes.put("1", "degraded: it works, but somebody should look");
    codes.put("2", "down, or no answer (also: the command line was not understood)");
    return codes;
  }
}

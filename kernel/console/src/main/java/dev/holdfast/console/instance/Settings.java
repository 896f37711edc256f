package dev.holdfast.console.instance;

import dev.holdfast.console.terminal.Failures;
import java.util.List;
import picocli.CommandLine.Option;

/** Settings from the command line, above the environment and the configuration file. */
public final class Settings {
  static final String PREFIX = "holdfast.";

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "One setting, without the leading holdfast.; may be repeated.")
  List<String> given = List.of();

  public List<String> all() {
    for (String setting : given) {
      if (setting.startsWith(PREFIX)) {
        // Only the key: the value may be a password.
        int equals = setting.indexOf('=');
        String shown = equals < 0 ? setting : setting.substring(0, equals) + "=…";
        throw Failures.prefixedKey(shown, shown.substring(PREFIX.length()));
      }
      if (setting.indexOf('=') < 1) {
        // Only what looks like a key: the rest may be a password.
        String key = setting.replaceFirst("^([A-Za-z0-9._-]*).*", "$1…");
        throw Failures.badValue("--set", key, "key=value, such as web.port=9090");
      }
    }
    return List.copyOf(given);
  }
}

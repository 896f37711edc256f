package dev.holdfast.console;

import java.util.List;
import picocli.CommandLine.Option;

/** Settings from the command line, above the environment and the configuration file. */
final class Settings {
  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "One setting, without the leading holdfast.; may be repeated.")
  List<String> given = List.of();

  List<String> all() {
    for (String setting : given) {
      if (setting.indexOf('=') < 1) {
        throw Failures.badValue("--set", setting, "key=value, such as web.port=9090");
      }
    }
    return List.copyOf(given);
  }
}

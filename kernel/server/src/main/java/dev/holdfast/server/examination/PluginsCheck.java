package dev.holdfast.server.examination;

import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.server.plugin.loading.PluginDiscovery;
import java.util.List;
import java.util.stream.Collectors;

/** Which plugins were found, which are refused, and which are missed. */
public final class PluginsCheck {
  private PluginsCheck() {}

  /**
   * Puts the lines into the report.
   *
   * @param required names without which a server is down
   */
  public static void run(PluginDiscovery.Found found, List<String> required, Report report) {
    List<String> names = found.plugins().stream().map(PluginDescriptor::name).toList();
    report.ok("plugins", names.isEmpty() ? "none" : String.join(", ", names));
    found.refused().forEach(report::refused);
    String missing =
        required.stream().filter(name -> !names.contains(name)).collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      report.fail("plugins", ExaminationProblems.PLUGIN_MISSING.because(missing));
    }
  }
}

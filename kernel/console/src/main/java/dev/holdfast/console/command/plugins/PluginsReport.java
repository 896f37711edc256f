package dev.holdfast.console.command.plugins;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.terminal.Failures;
import java.util.ArrayList;
import java.util.List;

/** What the server says of all plugins, for a person to read. */
record PluginsReport(List<PluginReport> plugins, long heldVersions) {
  static PluginsReport parse(String url, String text) {
    Members answer = Members.parse(url, text);
    if (!answer.has("plugins")) {
      throw Failures.unexpectedAnswer(url, "no plugins in it");
    }
    return new PluginsReport(
        answer.objects("plugins").stream().map(PluginReport::new).toList(),
        answer.whole("heldVersions"));
  }

  boolean allRun() {
    return plugins.stream().allMatch(PluginReport::runs);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(plugins.stream().map(PluginReport::line).toList());
    if (heldVersions > 0) {
      lines.add(heldVersions + " old versions of plugins cannot leave the heap; see the log");
    }
    return lines;
  }
}

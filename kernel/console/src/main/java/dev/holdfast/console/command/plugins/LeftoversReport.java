package dev.holdfast.console.command.plugins;

import dev.holdfast.console.client.Members;
import java.util.ArrayList;
import java.util.List;

/**
 * What a removed plugin has left, for a person to read.
 *
 * @param purged whether it is gone now
 */
record LeftoversReport(Members answer, boolean purged) {
  boolean isEmpty() {
    return answer.objects("leftovers").isEmpty();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String plugin = answer.text("plugin");
    List<String> remaining = answer.texts("remaining");
    if (isEmpty() && remaining.isEmpty()) {
      lines.add("nothing is left of " + plugin);
    }
    for (Members each : answer.objects("leftovers")) {
      lines.add(
          (purged ? "deleted: " : "left: ")
              + each.text("what")
              + (each.isTrue("precious") && !purged ? " (nowhere else: needs --force)" : ""));
    }
    remaining.forEach(each -> lines.add("still there, purge again: " + each));
    List<String> notAsked = answer.texts("notAsked");
    if (!notAsked.isEmpty()) {
      lines.add(
          "not asked, because not running or without an answer: "
              + String.join(", ", notAsked)
              + "; when they run, purge again");
    }
    return lines;
  }
}

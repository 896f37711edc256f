package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.Members;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows one message through the log of deliveries. */
final class AlertTest {
  private final String id;
  private final int channels;
  private final Map<String, String> outcomes = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();
  private final List<String> news = new ArrayList<>();

  /**
   * Begins.
   *
   * @param channels how many have to answer
   */
  AlertTest(String id, int channels) {
    this.id = id;
    this.channels = channels;
  }

  void look(Members log) {
    for (Members line : log.objects("deliveries")) {
      if (line.text("id").equals(id)) {
        outcomes.put(line.text("channel"), line.text("outcome"));
        String why = line.text("why");
        String said =
            line.text("channel") + ": " + line.text("outcome") + (why.isEmpty() ? "" : " " + why);
        if (told.add(said)) {
          news.add(said);
        }
      }
    }
  }

  /** What was not said yet. */
  List<String> news() {
    List<String> fresh = List.copyOf(news);
    news.clear();
    return fresh;
  }

  /** Everybody has it, or somebody has refused it for good. */
  boolean isOver() {
    return outcomes.size() >= channels
        && outcomes.values().stream().noneMatch(outcome -> outcome.equals("retry"));
  }

  boolean arrived() {
    return outcomes.size() >= channels
        && outcomes.values().stream().allMatch(outcome -> outcome.equals("delivered"));
  }
}

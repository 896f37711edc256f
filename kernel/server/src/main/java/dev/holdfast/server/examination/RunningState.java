package dev.holdfast.server.examination;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a running server knows of itself, as lines of the doctor: everything on /health that is not
 * well, and plugins that run at this moment but are restarted again and again.
 *
 * @param plugins where each is in its life
 */
record RunningState(List<Finding> health, List<PluginStatus> plugins, Instant now) {
  /** Fewer may be those of a person who operates, or swaps a jar. */
  private static final int MANY = 3;

  private static final Duration LATELY = Duration.ofMinutes(10);

  void tell(Report report) {
    List<Finding> unwell =
        health.stream().filter(finding -> finding.verdict() != Verdict.UP).toList();
    unwell.forEach(finding -> report.unwell(finding.name(), problem(finding)));
    plugins.stream()
        .filter(this::isRestartedAgainAndAgain)
        .filter(plugin -> unwell.stream().noneMatch(bad -> bad.name().equals(plugin.name())))
        .forEach(plugin -> report.unwell(plugin.name() + "/restarts", problem(plugin)));
    int unwellCount = unwell.size();
    report.ok(
        "health",
        unwell.isEmpty()
            ? "nothing on /health is not well"
            : unwellCount + " of " + health.size() + " entries on /health are not well");
  }

  private boolean isRestartedAgainAndAgain(PluginStatus plugin) {
    return plugin.restarts() >= MANY && Duration.between(plugin.since(), now).compareTo(LATELY) < 0;
  }

  private Problem problem(PluginStatus plugin) {
    long ago = Duration.between(plugin.since(), now).toSeconds();
    return ExaminationProblems.RESTARTS.because(
        plugin.restarts()
            + " times since the server started; "
            + plugin.state()
            + " for "
            + ago
            + " s");
  }

  private static Problem problem(Finding finding) {
    Problem known = ExaminationProblems.UNWELL;
    Map<String, Object> details = finding.details();
    Object state = details.getOrDefault("state", "");
    return new Problem(
        // What the log and the alerts call it too.
        String.valueOf(details.getOrDefault("code", known.code())),
        known.status(),
        "/health says " + finding.verdict() + " since " + finding.since(),
        String.valueOf(details.getOrDefault(Health.REASON, state)),
        String.valueOf(details.getOrDefault(Health.HINT, known.remedy())));
  }
}

package dev.holdfast.server.examination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.server.Finding;
import dev.holdfast.spi.server.PluginStatus;
import dev.holdfast.spi.server.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the doctor takes over from a running server. */
final class RunningStateTest {
  private static final Instant NOW = Instant.parse("2026-11-30T05:00:00Z");
  private final Lines lines = new Lines();

  private static Finding finding(String name, Verdict verdict, Map<String, Object> details) {
    return new Finding(name, verdict, details, NOW.minusSeconds(60), NOW);
  }

  private static PluginStatus plugin(String name, int restarts, long secondsAgo) {
    return new PluginStatus(name, "Running", "", NOW.minusSeconds(secondsAgo), restarts, false);
  }

  private List<String> told(List<Finding> health, PluginStatus... plugins) {
    new RunningState(health, List.of(plugins), NOW).tell(lines.report);
    return lines.all();
  }

  @Test
  void aServerThatIsWellIsOneLine() {
    assertThat(
            told(
                List.of(finding("scheduler/jobs", Verdict.UP, Map.of())),
                plugin("scheduler", 0, 9),
                plugin("operated", 2, 9),
                plugin("long-ago", 7, 3_600)))
        .singleElement()
        .asString()
        .contains("\"ok\"", "nothing on /health is not well");
  }

  @Test
  void eachCheckThatIsNotWellIsAFailureWithItsReasonAndHint() {
    Map<String, Object> details =
        Map.of(Health.REASON, "cron cannot be read", Health.HINT, "Write it as @daily");
    assertThat(
            told(
                List.of(
                    finding("scheduler/jobs", Verdict.DEGRADED, details),
                    finding("weather", Verdict.DOWN, Map.of("state", "BackingOff"))),
                plugin("weather", 9, 2)))
        .hasSize(3)
        .anyMatch(line ->
            line.contains("\"plugin\":\"scheduler\",\"subject\":\"jobs\",\"verdict\":\"fail\"")
                && line.contains("cron cannot be read")
                && line.contains("Write it as @daily"))
        .anyMatch(line -> line.contains("\"plugin\":\"weather\"") && line.contains("BackingOff"))
        .anyMatch(line -> line.contains("2 of 2 entries on /health are not well"));
  }

  @Test
  void aPluginThatRunsBetweenTwoRestartsIsAFailureToo() {
    assertThat(told(List.of(finding("weather", Verdict.UP, Map.of())), plugin("weather", 3, 4)))
        .anyMatch(line ->
            line.contains("HF-CFG-021")
                && line.contains("3 times since the server started; Running for 4 s"));
  }
}

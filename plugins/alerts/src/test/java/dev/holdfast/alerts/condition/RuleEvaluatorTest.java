package dev.holdfast.alerts.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.TestTime;
import dev.holdfast.spi.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RuleEvaluatorTest {
  private final TestTime clock = new TestTime();
  private final FakeServerView server = new FakeServerView(clock, Path.of("none"));
  private final RuleEvaluator evaluator =
      new RuleEvaluator(BuiltInRules.all(), Duration.ofSeconds(5));

  private List<String> pass(Duration time) {
    List<Condition> broken = List.of();
    for (Duration left = time; left.isPositive(); left = left.minusSeconds(5)) {
      clock.advance(Duration.ofSeconds(5));
      broken = evaluator.read(server, clock.now());
    }
    return broken.stream().map(Condition::key).toList();
  }

  @Test
  void aFigureAboveItsThresholdIsACondition() {
    server.measure("holdfast_journal_max_bytes", 100);
    server.measure("holdfast_journal_waiting_bytes", 60);
    assertThat(pass(Duration.ofSeconds(10))).isEmpty();
    server.measure("holdfast_journal_waiting_bytes", 95);

    assertThat(pass(Duration.ofSeconds(10)))
        .containsExactly("rule/journal-filling", "rule/journal-almost-full");
  }

  @Test
  void aCounterIsComparedWithWhatItWas() {
    server.measure("holdfast_journal_refused_total", 70, "reason", "size");
    server.measure("holdfast_journal_refused_total", 70, "reason", "queue");
    assertThat(pass(Duration.ofMinutes(1))).isEmpty();
    server.measure("holdfast_journal_refused_total", 90, "reason", "queue");
    assertThat(pass(Duration.ofSeconds(5))).isEmpty();
    server.measure("holdfast_journal_refused_total", 71, "reason", "size");
    assertThat(pass(Duration.ofSeconds(5))).containsExactly("rule/journal-refuses");
    assertThat(pass(Duration.ofMinutes(6))).isEmpty();
    // The plugin was started again.
    server.measure("holdfast_journal_refused_total", 0, "reason", "size");
    assertThat(pass(Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void readersWaitForTheSameBytes() {
    server.measure("holdfast_journal_max_bytes", 100);
    server.measure("holdfast_journal_waiting_bytes", 50, "reader", "event-store");
    server.measure("holdfast_journal_waiting_bytes", 50, "reader", "broadcast");

    assertThat(pass(Duration.ofMinutes(2))).isEmpty();
  }

  @Test
  void onlyFailuresOfPluginsAreRestartsToTell() {
    server.measure("holdfast_plugin_restarts_total", 20, "cause", "operator");
    server.measure("holdfast_plugin_restarts_total", 9, "cause", "worker-failed");
    server.measure("holdfast_plugin_restarts_total", 0, "cause", "start-failed");
    pass(Duration.ofMinutes(1));
    server.measure("holdfast_plugin_restarts_total", 40, "cause", "operator");
    assertThat(pass(Duration.ofSeconds(5))).isEmpty();
    server.measure("holdfast_plugin_restarts_total", 4, "cause", "start-failed");
    assertThat(pass(Duration.ofSeconds(5))).containsExactly("rule/plugin-restarts");
  }

  @Test
  void aRuleThatIsNotThereCannotBeChanged() {
    var off = new AlertsConfig.RuleChange(Optional.of(false), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> RuleEvaluator.configured(Map.of("cpu-bussy", off, "cpu-busy", off)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-ALERT-012")
        .hasMessageContaining("cpu-bussy");
  }

  @Test
  void whatNobodyMeasuresIsNoCondition() {
    assertThat(pass(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void halfAnHourIsOneLineOfBlocks() {
    for (int i = 0; i < 60; i++) {
      server.measure("holdfast_journal_waiting_events", i * 250);
      pass(Duration.ofSeconds(30));
    }
    assertThat(evaluator.sparkline("backlog"))
        .matches("[▁-█]{30} backlog, 0 to 14,750, 30 min")
        .startsWith("▁")
        .contains("█ backlog");
  }

  @Test
  void theConfigurationChangesRules() {
    var other = new AlertsConfig.RuleChange(Optional.empty(), Optional.of(5.0), Optional.empty());
    var off = new AlertsConfig.RuleChange(Optional.of(false), Optional.empty(), Optional.empty());
    List<Rule> rules = RuleEvaluator.configured(Map.of("fsync-slow", other, "cpu-busy", off));

    assertThat(rules).hasSize(BuiltInRules.all().size() - 1);
    assertThat(rules)
        .filteredOn(rule -> rule.name().equals("fsync-slow"))
        .allMatch(rule -> rule.threshold() == 5);
  }

  @Test
  void eachRuleHasItsWordsAndANameOfItsOwn() {
    assertThat(BuiltInRules.all()).hasSizeGreaterThanOrEqualTo(25);
    assertThat(BuiltInRules.all()).extracting(Rule::name).doesNotHaveDuplicates();
    assertThat(BuiltInRules.all())
        .allSatisfy(rule -> assertThat(rule.runbook()).hasSizeGreaterThan(20));
  }
}

package dev.holdfast.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alerts.condition.Condition;
import dev.holdfast.alerts.condition.SampleConditions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CauseFinderTest {
  private static final Instant NOON = Instant.parse("2026-06-21T12:00:00Z");

  private final CauseFinder causes =
      new CauseFinder(Map.of("event-store", List.of("database", "journal")));

  private static Condition down(String name, String code) {
    return SampleConditions.withCode(SampleConditions.down(name, NOON), code);
  }

  @Test
  void whoSaysTheCodeOfThePluginThatOthersWorkOnFollowsFromIt() {
    List<Condition> all =
        List.of(
            down("aaa/rows", "HF-DB-002"),
            down("database/connection", "HF-DB-002"),
            down("report/rows", "HF-DB-002"));

    assertThat(causes.of(all))
        .containsOnly(
            Map.entry("health/aaa/rows", "health/database/connection"),
            Map.entry("health/report/rows", "health/database/connection"));
  }

  @Test
  void strangersThatSayOneCodeStandForThemselves() {
    assertThat(causes.of(List.of(down("one/check", "HF-X-001"), down("two/check", "HF-X-001"))))
        .isEmpty();
    assertThat(causes.of(List.of(down("journal/a", "HF-X-001"), down("database/b", "HF-X-001"))))
        .isEmpty();
  }
}

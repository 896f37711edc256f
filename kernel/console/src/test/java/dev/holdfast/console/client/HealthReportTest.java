package dev.holdfast.console.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthReportTest {
  @Test
  void readsReasonAndHintWhereverTheyStand() {
    HealthReport report =
        HealthReport.parse(
            "url",
            """
            {"status":"UP","degraded":true,"since":{"odd":[1]},"checks":[
              {"name":"database","status":"UP",
               "data":{"status":"x","name":"y","degraded":true,"reason":"down since 10:00","hint":"start it"}},
              {"name":"journal","status":"DOWN","reason":"disk full","data":null},
              {"name":"kernel","status":"UP","data":{"ticks":5,"deep":{"reason":"not this"}}}]}
            """);

    assertThat(report.state()).isEqualTo(HealthReport.State.DEGRADED);
    assertThat(report.checks().stream().map(HealthReport.Check::line))
        .containsExactly(
            "DEGRADED  database: down since 10:00 (start it)",
            "DOWN      journal: disk full",
            "UP        kernel");
  }
}

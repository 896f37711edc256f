package dev.holdfast.server.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.health.Changes;
import dev.holdfast.server.plugin.AlertBoard;
import dev.holdfast.server.plugin.loading.PluginProblems;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateAlertsTest {
  private final AlertBoard board =
      new AlertBoard(InstantSource.system(), new Changes(InstantSource.system()));
  private final StateAlerts alerts = new StateAlerts(board, Set.of("needed"));

  private void waits(String plugin, String standoff, Duration since) {
    PluginState state = new PluginState.Waiting("a.Service", standoff);
    alerts.follow(plugin, state, since, PluginProblems.WAITING);
  }

  @Test
  void aRequiredPluginMayWaitForAMomentAndNoLonger() {
    waits("needed", "", Duration.ofSeconds(5));
    assertThat(board.standing()).isEmpty();
    waits("needed", "", Duration.ofSeconds(11));
    assertThat(board.standing())
        .singleElement()
        .satisfies(each -> assertThat(each.alert().key()).isEqualTo("needed-down"));
    alerts.follow("needed", new PluginState.Running(), Duration.ZERO, null);
    assertThat(board.standing()).isEmpty();
  }

  @Test
  void aStandoffIsNewsAtOnce() {
    waits("needed", "needed waits for a.Service, other waits for b.Service", Duration.ZERO);
    assertThat(board.standing()).hasSize(1);
  }

  @Test
  void nobodyComesForAPluginThatIsNotRequired() {
    waits("other", "", Duration.ofMinutes(1));
    assertThat(board.standing()).isEmpty();
  }
}

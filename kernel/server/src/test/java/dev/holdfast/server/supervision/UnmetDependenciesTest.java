package dev.holdfast.server.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.Reference;
import dev.holdfast.server.plugin.loading.PluginDescriptor;
import dev.holdfast.spi.Plugin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class UnmetDependenciesTest {
  private static Supervised plugin(String name, PluginState state) {
    PluginDescriptor descriptor =
        new PluginDescriptor(
            name,
            FakePlugins.Hen.class,
            Plugin.NoConfiguration.class,
            UnmetDependenciesTest.class.getClassLoader(),
            Reference.none("the test"),
            "the test",
            "");
    FailureCount failures = new FailureCount(TestKernel.FAST, RandomGenerator.getDefault());
    Supervised plugin =
        new Supervised(descriptor, new Plugin.NoConfiguration(), failures, Instant.EPOCH);
    plugin.state = state;
    return plugin;
  }

  private final Supervised hen = plugin("hen", new PluginState.Waiting("Egg"));
  private final Supervised egg = plugin("egg", new PluginState.Waiting("Hen"));
  private final Supervised other = plugin("other", new PluginState.Running());

  @Test
  void thoseWhoWaitForEachOtherAreNamed() {
    assertThat(UnmetDependencies.among(List.of(hen, other, egg)))
        .isEqualTo("egg waits for Hen, hen waits for Egg");
  }

  @Test
  void whoeverMayStillComeMayHelp() {
    for (PluginState onTheWay :
        List.of(
            new PluginState.Starting(),
            new PluginState.Stopped(),
            new PluginState.Paused("memory"),
            new PluginState.Stalled("it hangs"),
            new PluginState.Quarantined("too often", Instant.EPOCH),
            new PluginState.BackingOff(1, Instant.EPOCH.plus(Duration.ofSeconds(1)), "failed"))) {
      other.state = onTheWay;
      assertThat(UnmetDependencies.among(List.of(hen, other, egg))).as(onTheWay.label()).isEmpty();
    }
  }

  @Test
  void severalMayWaitForTheSame() {
    egg.state = new PluginState.Waiting("Egg");
    assertThat(UnmetDependencies.among(List.of(hen, egg, other))).isEmpty();
  }
}

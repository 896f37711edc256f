package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.Secret;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Settings that are given as text; the defaults are in this module's reference.conf. */
final class HarnessSettingsTest {
  record Config(
      Duration interval,
      @Range(min = "1", max = "100") int batchSize,
      Secret login,
      Optional<String> note) {}

  private static final class Bound implements Plugin {
    @Override
    public String name() {
      return "bound";
    }

    @Override
    public Class<? extends Record> configuration() {
      return Config.class;
    }

    @Override
    public void start(PluginContext context) {}
  }

  private static PluginHarness given(String hocon) {
    return PluginHarness.of(new Bound()).settings(hocon);
  }

  @Test
  void theyLieOverTheDefaults() throws Exception {
    try (PluginHarness harness =
        given("holdfast.bound { batch-size = 20, login = swordfish }\nholdfast.other.x = 1")) {
      assertThat(harness.context().config(Config.class))
          .isEqualTo(
              new Config(Duration.ofSeconds(1), 20, new Secret("swordfish"), Optional.empty()));
    }
  }

  @Test
  void theDefaultsAreBoundByThemselves() throws Exception {
    try (PluginHarness harness = given("")) {
      assertThat(harness.context().config(Config.class).batchSize()).isEqualTo(10);
    }
  }

  @Test
  void whatAServerWouldRefuseIsRefusedInItsWords() {
    assertThatThrownBy(() -> given("holdfast.bound.batch-size = 101"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HF-CFG-001")
        .hasMessageContaining("holdfast.bound.batch-size");
    assertThatThrownBy(() -> given("holdfast.bound.batch-sise = 1"))
        .hasMessageContaining("did you mean 'batch-size'?");
    assertThatThrownBy(() -> given("holdfast.bund.batch-size = 1"))
        .hasMessageContaining("did you mean 'bound'?");
    assertThatThrownBy(() -> given("holdfast.bound {")).hasMessageContaining("holdfast.conf");
  }
}

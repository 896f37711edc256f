package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.spi.Plugin;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import java.time.Duration;

/** What it promises as every plugin does; on the real disk. */
final class JournalPluginContractTest implements PluginContract {
  @Override
  public Plugin plugin() {
    return new JournalPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness.config(JournalConfigs.config(256 << 10, 2 << 20, Duration.ofHours(6)));
  }
}

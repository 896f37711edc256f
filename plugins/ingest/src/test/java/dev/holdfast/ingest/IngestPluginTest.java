package dev.holdfast.ingest;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.testkit.InMemoryJournal;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;

/** What it promises as every plugin does. */
final class IngestPluginTest implements PluginContract {
  @Override
  public Plugin plugin() {
    return new IngestPlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness.config(Configs.defaults()).offering(Journal.class, new InMemoryJournal());
  }
}

package dev.holdfast.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.testkit.InMemoryJournal;
import dev.holdfast.testkit.PluginContract;
import dev.holdfast.testkit.PluginHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExamplePluginTest implements PluginContract {
  private static final byte[] NOTHING = {};

  private final InMemoryJournal journal = new InMemoryJournal();

  @Override
  public Plugin plugin() {
    return new ExamplePlugin();
  }

  @Override
  public void prepare(PluginHarness harness) {
    harness
        .config(new ExamplePlugin.Config(Duration.ofMillis(100)))
        .offering(Journal.class, journal);
  }

  private void append(String id) {
    Event event = new Event("test", id, "t", null, null, Instant.EPOCH, NOTHING, NOTHING);
    assertThat(journal.append(List.of(event))).isCompleted();
  }

  @Test
  void countsWhatComesInWhileItRuns() throws Exception {
    append("before");
    try (PluginHarness harness = PluginHarness.of(plugin())) {
      prepare(harness);
      harness.start();
      append("1");
      append("2");

      await().until(() -> harness.meter("holdfast_example_events") == 2);
      assertThat(harness.health("counting").details()).containsEntry("events", 2L);
      assertThat(journal.openReaders()).containsExactly("example");
    }
    assertThat(journal.openReaders()).isEmpty();
  }
}

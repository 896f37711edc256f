package dev.holdfast.example;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Range;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import io.helidon.metrics.api.Counter;
import java.time.Duration;
import java.util.List;

/**
 * Counts events as {@code holdfast_example_events_total}.
 *
 * <p>Its reader has an offset of its own, and the journal keeps what a reader has not consumed, up
 * to its limits. A plugin that is removed for good should not leave its offset behind: that is why
 * this one begins at the end of the journal at each start, and commits as it reads, so that it
 * never holds more than what came in since the last step; but an offset that nobody moves any more
 * holds the journal's segments until the journal's own limits, or an operator, let go of them.
 */
public final class ExamplePlugin implements Plugin {
  /** The block {@code holdfast.example}. */
  public record Config(@Range(min = "100 ms", max = "5 m") Duration interval) {}

  @Override
  public String name() {
    return "example";
  }

  @Override
  public Class<? extends Record> configuration() {
    return Config.class;
  }

  @Override
  public void start(PluginContext context) {
    Duration interval = context.config(Config.class).interval();
    Journal journal = context.require(Journal.class);
    JournalReader reader = context.own(journal.reader("example"));
    Position end = journal.end();
    reader.seek(end);
    reader.commit(end);
    Counter events = context.meter(Counter.builder("holdfast_example_events"));
    context.health("counting", () -> Health.up().detail("events", events.count()).build());
    context.worker(
        "count",
        interval.plusSeconds(5),
        () -> {
          List<JournalReader.Entry> entries = reader.read(1_000, interval);
          if (!entries.isEmpty()) {
            events.increment(entries.size());
            reader.commit(entries.getLast().next());
          }
        });
  }
}

package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.InsertResult;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.journal.Event;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.DistributionSummary;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The meters of the plugin. */
final class StoreMeters {
  private final Counter stored;
  private final Counter duplicates;
  private final Counter conflicting;
  private final Counter setAside;
  private final Counter failures;
  private final Timer batchTime;
  private final DistributionSummary batchEvents;
  private final Timer endToEnd;

  StoreMeters(PluginContext context) {
    stored =
        context.meter(
            Counter.builder("holdfast_events_stored_total")
                .description("Events that became a row"));
    duplicates =
        context.meter(
            Counter.builder("holdfast_events_duplicates_total")
                .description("Events that were a row already, sent again"));
    conflicting =
        context.meter(
            Counter.builder("holdfast_events_conflicting_total")
                .description("Events whose source and id were a row with other content"));
    setAside =
        context.meter(
            Counter.builder("holdfast_events_dead_lettered_total")
                .description(
                    "Events that the database refused, or conflicting ones, that were set aside"));
    failures =
        context.meter(
            Counter.builder("holdfast_store_failures_total")
                .description("Attempts to store that failed and are repeated"));
    batchTime =
        context.meter(Timer.builder("holdfast_store_batch_seconds").description("One transaction"));
    batchEvents =
        context.meter(
            DistributionSummary.builder("holdfast_store_batch_events")
                .description("Events in one transaction"));
    endToEnd =
        context.meter(
            Timer.builder("holdfast_event_end_to_end_seconds")
                .description(
                    "From acceptance to commit, of the oldest and the newest event of each batch"));
  }

  void committed(List<Event> events, InsertResult done, Duration took, Instant now) {
    stored.increment(done.fresh());
    conflicting.increment(done.conflicts().size());
    duplicates.increment(events.size() - done.fresh() - done.conflicts().size());
    batchTime.record(took);
    batchEvents.record(events.size());
    // Not each one: at 500 a batch the histogram took a tenth of the writer's time.
    endToEnd(events.getFirst(), now);
    endToEnd(events.getLast(), now);
  }

  private void endToEnd(Event event, Instant now) {
    Duration age = Duration.between(event.receivedAt(), now);
    // A clock that was set back, or an event from another machine's future.
    endToEnd.record(age.isNegative() ? Duration.ZERO : age);
  }

  void setAside() {
    setAside.increment();
  }

  void failed() {
    failures.increment();
  }

  long storedCount() {
    return stored.count();
  }

  long setAsideCount() {
    return setAside.count();
  }
}

package dev.holdfast.journal;

import dev.holdfast.journal.commit.Refusals;
import dev.holdfast.journal.deadletters.DeadLetterWork;
import dev.holdfast.spi.PluginContext;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The meters of the journal. */
final class JournalMeters {
  private final PluginContext context;
  private final Supplier<JournalStats> stats;
  private final Timer forces;

  /** Registries hold what they count weakly. */
  private final List<LongSupplier> counts = new ArrayList<>();

  private final Set<String> readers = new HashSet<>();
  private volatile long lastForceNanos;

  JournalMeters(PluginContext context, SegmentedJournal journal, Supplier<JournalStats> stats) {
    this.context = context;
    this.stats = stats;
    this.forces =
        context.meter(
            Timer.builder("holdfast_journal_fsync_seconds")
                .description("How long the disk takes to make events durable"));
    gauge("holdfast_journal_bytes", "Size of the journal on disk", JournalStats::bytes);
    gauge("holdfast_journal_max_bytes", "Largest size of the journal", JournalStats::maxBytes);
    gauge(
        "holdfast_journal_dead_letter_bytes",
        "Size of the dead letters",
        JournalStats::deadLetterBytes);
    context.meter(
        Gauge.builder("holdfast_journal_queue_bytes", journal::queuedBytes)
            .description("Events in memory that wait for the disk"));
    counter("holdfast_journal_appended_total", "Events made durable", journal::appended);
    counter(
        "holdfast_journal_segments_deleted_total",
        "Segments deleted, as all readers had consumed them",
        journal.retention()::deletedSegments);
    counter(
        "holdfast_journal_damaged_total",
        "Events lost by damage on disk",
        journal.log().corruptions()::events);
    counter(
        "holdfast_journal_dead_letters_total",
        "Events set aside by readers",
        journal.deadLetters()::added);
    for (Refusals.Reason reason : Refusals.Reason.values()) {
      context.meter(
          FunctionalCounter.builder(
                  "holdfast_journal_refused_total",
                  journal.refusals(),
                  refusals -> refusals.count(reason))
              .description("Groups of events that were refused")
              .tags(List.of(Tag.create("reason", reason.name().toLowerCase(Locale.ROOT)))));
    }
    journal.log().onForce(this::forced);
  }

  /** What people did with dead letters, so that those that were set aside are accounted for. */
  void count(DeadLetterWork work) {
    gauge(
        "holdfast_journal_dead_letters_kept",
        "Events set aside that are kept",
        JournalStats::deadLetters);
    counter(
        "holdfast_journal_dead_letters_replayed_total",
        "Dead letters that were appended again",
        work::replayed);
    counter(
        "holdfast_journal_dead_letters_dropped_total",
        "Dead letters that a person dropped",
        work::dropped);
  }

  /** How long the last force took. */
  long lastForceNanos() {
    return lastForceNanos;
  }

  /** Adds the gauges of readers that are new. */
  void addReaders() {
    for (String reader : stats.get().waiting().keySet()) {
      if (readers.add(reader)) {
        waiting("holdfast_journal_waiting_events", reader, JournalStats.Waiting::events);
        waiting("holdfast_journal_waiting_bytes", reader, JournalStats.Waiting::bytes);
      }
    }
  }

  private void forced(long nanos) {
    lastForceNanos = nanos;
    forces.record(Duration.ofNanos(nanos));
  }

  private void waiting(String name, String reader, ToLongFunction<JournalStats.Waiting> value) {
    context.meter(
        Gauge.builder(name, () -> waiting(reader, value))
            .description("The part of the journal that a reader has not consumed")
            .tags(List.of(Tag.create("reader", reader))));
  }

  private long waiting(String reader, ToLongFunction<JournalStats.Waiting> value) {
    JournalStats.Waiting waiting = stats.get().waiting().get(reader);
    return waiting == null ? 0 : value.applyAsLong(waiting);
  }

  private void gauge(String name, String description, ToLongFunction<JournalStats> value) {
    context.meter(
        Gauge.builder(name, () -> value.applyAsLong(stats.get())).description(description));
  }

  private void counter(String name, String description, LongSupplier count) {
    counts.add(count);
    context.meter(
        FunctionalCounter.builder(name, count, LongSupplier::getAsLong).description(description));
  }
}

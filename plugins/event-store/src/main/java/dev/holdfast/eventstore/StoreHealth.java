package dev.holdfast.eventstore;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Reports whether events are being stored, and how far the table is behind the journal. */
record StoreHealth(
    StoreWorker worker,
    UpgradeWorker upgrade,
    Journal journal,
    JournalReader reader,
    StoreMeters meters,
    StorePlace place,
    IdConflicts conflicts,
    InstantSource clock)
    implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    StoreState state = worker.state();
    HealthCheckResponse.Builder answer =
        switch (state) {
          case StoreState.Storing _ ->
              place
                  .gap()
                  .or(() -> conflicts.standing(clock.instant()))
                  .map(Health::degraded)
                  .orElseGet(Health::up)
                  .detail("state", "storing");
          case StoreState.Waiting waiting ->
              (waiting.person()
                      ? Health.down(waiting.problem())
                      : Health.degraded(waiting.problem()))
                  .detail("state", "waiting")
                  .detail("failures", waiting.failures());
        };
    answer
        .detail("since", state.since().toString())
        .detail("behind", reader.place().compareTo(journal.end()) < 0)
        .detail("offset", reader.place().toString())
        .detail("journalEnd", journal.end().toString())
        .detail("stored", meters.storedCount())
        .detail("setAside", meters.setAsideCount());
    upgrade.progress().ifPresent(progress -> answer.detail("upgrade", progress));
    Instant oldest = worker.oldestWaiting();
    if (oldest != null) {
      answer.detail("behindSeconds", seconds(oldest));
    }
    Instant last = worker.lastCommit();
    if (last != null) {
      answer.detail("lastCommitAgeSeconds", seconds(last));
    }
    return answer.build();
  }

  /** A clock that was set back makes no age negative. */
  private long seconds(Instant since) {
    return Math.max(0, Duration.between(since, clock.instant()).toSeconds());
  }
}

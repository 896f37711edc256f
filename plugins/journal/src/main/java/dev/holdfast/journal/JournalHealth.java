package dev.holdfast.journal;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Durability;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The health of the journal: whether it accepts events, and how full it is. */
final class JournalHealth implements HealthCheck {
  private static final double MILLISECOND = 1e6;

  private final Supplier<JournalStats> stats;
  private final Supplier<@Nullable Problem> removed;
  private final LongSupplier lastForceNanos;
  private final Durability durability;

  /**
   * Creates it.
   *
   * @param removed that files were removed while the server ran, or null
   */
  JournalHealth(
      Supplier<JournalStats> stats,
      Supplier<@Nullable Problem> removed,
      LongSupplier lastForceNanos,
      Durability durability) {
    this.removed = removed;
    this.stats = stats;
    this.lastForceNanos = lastForceNanos;
    this.durability = durability;
  }

  @Override
  public HealthCheckResponse call() {
    JournalStats now = stats.get();
    HealthCheckResponse.Builder answer = verdict(now);
    answer
        .detail("durability", durability.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .detail("bytes", now.bytes())
        .detail("max-bytes", now.maxBytes())
        .detail("waiting-bytes", now.waitingBytes())
        .detail("last-fsync-ms", lastForceNanos.getAsLong() / MILLISECOND)
        .detail("damaged", now.lost())
        .detail("cut-bytes-at-start", now.cutBytes())
        .detail("dead-letters", now.deadLetters())
        .detail("dead-letter-bytes", now.deadLetterBytes());
    now.oldestAge().ifPresent(age -> answer.detail("oldest-waiting-seconds", age.toSeconds()));
    now.waiting()
        .forEach((reader, waiting) -> {
          answer
              .detail("waiting-events-" + reader, waiting.events())
              .detail("waiting-bytes-" + reader, waiting.bytes())
              .detail("hold-" + reader, waiting.hold().label());
          waiting
              .lastSeen()
              .ifPresent(seen ->
                  answer.detail(
                      "last-seen-" + reader, seen.truncatedTo(ChronoUnit.SECONDS).toString()));
        });
    return answer.build();
  }

  private HealthCheckResponse.Builder verdict(JournalStats now) {
    if (now.refusing().isPresent()) {
      return Health.down(now.refusing().get());
    }
    Problem filling = now.filling();
    if (filling != null) {
      return Health.degraded(filling);
    }
    Problem files = removed.get();
    if (files != null) {
      return Health.degraded(files);
    }
    Problem letters = now.deadLettersFilling();
    if (letters != null) {
      return Health.degraded(letters);
    }
    Problem damaged = now.damaged();
    if (damaged != null) {
      return Health.degraded(damaged);
    }
    if (now.setAside() > 0) {
      return Health.degraded(JournalProblems.FOREIGN.because(now.setAside() + " files"));
    }
    return Health.up();
  }
}

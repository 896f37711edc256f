package dev.holdfast.database.outage;

import dev.holdfast.spi.Problem;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of the database as the prober knows it.
 *
 * <pre>
 *   Connecting ──▶ Recovering ──▶ Connected ──▶ Suspect ──▶ Recovering …
 *       └──────────────▶ Down ◀──────┴─ (never directly) ─────┘
 * </pre>
 *
 * In every state but Connected the pool is shut and refuses requests for a connection at once.
 */
public sealed interface DatabaseState {

  /** Since when; an outage counts from where it was noticed, whatever its state by now. */
  Instant since();

  /** The word for health and logs. */
  default String word() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** What keeps it from being there; null while nothing does. */
  default @Nullable Problem problem() {
    return null;
  }

  /** Nothing is known yet: the first look is under way. */
  record Connecting(Instant since, Problem problem) implements DatabaseState {}

  /**
   * The pool is open.
   *
   * @param epoch counts the times that a connection was established; another one means that
   *     anything may have happened to the tables
   * @param version of the server
   */
  record Connected(Instant since, long epoch, String version) implements DatabaseState {}

  /** Somebody met a dead connection, the pool was given up at once, and one look decides. */
  record Suspect(Instant since, Problem problem) implements DatabaseState {}

  /**
   * It is away, and only the prober asks for it.
   *
   * @param attempts that failed and were counted against the retry policy
   * @param nextTry when the prober looks again
   */
  record Down(Instant since, Problem problem, int attempts, Instant nextTry)
      implements DatabaseState {}

  /** It answers again; the fresh pool makes its first connection. */
  record Recovering(Instant since, Problem problem) implements DatabaseState {}
}

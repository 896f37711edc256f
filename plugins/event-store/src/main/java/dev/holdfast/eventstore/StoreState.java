package dev.holdfast.eventstore;

import dev.holdfast.spi.Problem;
import java.time.Instant;

/** The state of the worker: it stores events, or it waits. */
sealed interface StoreState {

  /** Since when. */
  Instant since();

  /** Events flow, or there is none. */
  record Storing(Instant since) implements StoreState {}

  /**
   * Everything is kept in the journal.
   *
   * @param person whether somebody must change something
   * @param failures in a row
   */
  record Waiting(Instant since, Problem problem, boolean person, int failures)
      implements StoreState {}
}

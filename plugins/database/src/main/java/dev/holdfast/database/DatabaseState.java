package dev.holdfast.database;

import dev.holdfast.spi.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether the database is there, as the prober knows it. */
sealed interface DatabaseState {

  /** Since when. */
  Instant since();

  /** The word for health and logs. */
  String word();

  /**
   * The pool is open.
   *
   * @param epoch counts the times that a connection was established; another one means that
   *     anything may have happened to the tables
   * @param version of the server
   */
  record Connected(Instant since, long epoch, String version) implements DatabaseState {
    @Override
    public String word() {
      return "connected";
    }
  }

  /**
   * The pool is shut, borrowers fail at once, the prober tries.
   *
   * @param cause null before the first attempt
   * @param attempts that failed and were counted against the retry policy
   */
  record Down(Instant since, Problem problem, @Nullable Throwable cause, int attempts)
      implements DatabaseState {
    @Override
    public String word() {
      return attempts == 0 && cause == null ? "connecting" : "down";
    }
  }
}

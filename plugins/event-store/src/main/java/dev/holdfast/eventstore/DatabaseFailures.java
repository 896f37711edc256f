package dev.holdfast.eventstore;

import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.ProblemException;
import java.sql.SQLException;

/** Classifies failures of the database and picks their most informative message. */
final class DatabaseFailures {
  private static final int LONGEST = 500;

  private DatabaseFailures() {}

  /** Whether the database is known to be away, so that it was not even asked. */
  static boolean isUnavailable(Throwable failure) {
    Throwable next = failure;
    for (int depth = 0; next != null && depth < 50; depth++) {
      if (next instanceof DatabaseUnavailable) {
        return true;
      }
      next = next.getCause();
    }
    return false;
  }

  /** The database's own message if there is one; one line, bounded. */
  static String words(Throwable failure) {
    Throwable told = failure;
    Throwable next = failure;
    for (int depth = 0; next != null && depth < 50; depth++) {
      told = next;
      if (next instanceof SQLException || next instanceof ProblemException) {
        break;
      }
      next = next.getCause();
    }
    String words =
        told instanceof ProblemException known
            ? known.problem().sentence()
            : String.valueOf(told.getMessage());
    if (told instanceof SQLException sql && sql.getSQLState() != null) {
      words += " (SQLState " + sql.getSQLState() + ")";
    }
    words = words.strip().replaceAll("\\s+", " ");
    return words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
  }
}

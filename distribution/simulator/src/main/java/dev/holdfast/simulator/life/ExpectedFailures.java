package dev.holdfast.simulator.life;

import io.helidon.dbclient.DbClientException;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The failures that a store may meet: those that Holdfast throws by a name of its own, and those of
 * the database and the disk. Any other, such as a NullPointerException, is a bug, whatever else has
 * failed before it.
 */
final class ExpectedFailures {
  /** More than anybody nests. */
  private static final int LONGEST_CHAIN = 50;

  private ExpectedFailures() {}

  /** Whether it is one, and all its causes are. */
  static boolean isOne(Throwable failure) {
    @Nullable Throwable next = failure;
    for (int depth = 0; next != null && depth < LONGEST_CHAIN; depth++) {
      if (!isOneItself(next)) {
        return false;
      }
      next = next.getCause();
    }
    return true;
  }

  private static boolean isOneItself(Throwable failure) {
    return failure instanceof DbClientException
        || failure instanceof SQLException
        || failure instanceof IOException
        || failure.getClass().getName().startsWith("dev.holdfast.");
  }
}

package dev.holdfast.database;

import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Turns what a driver threw into the words that a person needs: each cause has its own remedy. */
final class Causes {
  private Causes() {}

  static Problem problem(Throwable failure, Target target) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    String place = target.place();
    String why = why(failure);
    String state = state(failure);
    if (state.startsWith("28")) {
      return DatabaseProblems.loginRefused(place, why);
    }
    if (state.equals("3D000")) {
      return DatabaseProblems.databaseMissing(place, why);
    }
    if (state.equals("53300")) {
      return DatabaseProblems.tooMany(place, why);
    }
    if (state.equals(PostgresHosts.READ_ONLY)) {
      return DatabaseProblems.readOnly(place, why);
    }
    SQLException sql = find(failure, SQLException.class);
    if (state.equals(FailureKinds.DISK_FULL)
        || (sql != null && FailureKinds.isSqliteFull(sql, target.dialect()))) {
      return DatabaseProblems.full(place, why);
    }
    FailureKind kind = FailureKinds.of(failure, target.dialect());
    return kind == FailureKind.CONFIGURATION || kind == FailureKind.BUG
        ? DatabaseProblems.setup(place, why)
        : DatabaseProblems.unreachable(place, why);
  }

  /** The driver's message, with a plain word in front where the network has one. */
  private static String why(Throwable failure) {
    String message = oneLine(failure);
    String state = state(failure);
    String word = word(failure);
    return (word.isEmpty() ? "" : word + ": ")
        + message
        + (state.isEmpty() ? "" : " (SQLState " + state + ")");
  }

  private static String word(Throwable failure) {
    if (find(failure, SocketTimeoutException.class) != null) {
      return "timed out";
    }
    if (find(failure, UnknownHostException.class) != null) {
      return "unknown host";
    }
    if (find(failure, NoRouteToHostException.class) != null) {
      return "host unreachable";
    }
    return find(failure, ConnectException.class) != null ? "refused" : "";
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s+", " ");
  }

  private static String state(Throwable failure) {
    SQLException sql = find(failure, SQLException.class);
    String state = sql == null ? null : sql.getSQLState();
    return state == null ? "" : state;
  }

  /** The first of this type along the causes. */
  static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    Throwable next = failure;
    for (int depth = 0; next != null && depth < 100; depth++) {
      if (type.isInstance(next)) {
        return type.cast(next);
      }
      next = next.getCause();
    }
    return null;
  }
}

package dev.holdfast.database.driver;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Turns a failure of the driver into the problem that a person reads; each cause has its own
 * remedy.
 */
public final class FailureMessages {
  private static final String REFUSED = "refused";
  private static final String TIMED_OUT = "timed out";
  private static final String UNKNOWN_HOST = "unknown host";
  private static final String NO_ROUTE = "host unreachable";

  private FailureMessages() {}

  public static Problem problem(Throwable failure, Target target) {
    ProblemException known = find(failure, ProblemException.class);
    if (known != null) {
      return known.problem();
    }
    String location = target.location();
    String why = why(failure);
    String state = state(failure);
    Login login = target.login();
    if (why.contains("unsupported startup parameter")) {
      return DatabaseProblems.poolerRefuses(location, why);
    }
    if (why.contains("prepared statement \"")) {
      return DatabaseProblems.poolerShares(location, why);
    }
    if (state.startsWith("28")) {
      return refusedLogin(location, why, login);
    }
    if (state.equals("3D000")) {
      return DatabaseProblems.databaseMissing(location, why, login);
    }
    if (state.equals("53300")) {
      return DatabaseProblems.tooMany(location, why);
    }
    if (state.equals(PostgresHosts.READ_ONLY)) {
      return DatabaseProblems.readOnly(location, why, Remedies.readOnly(login));
    }
    if (state.equals("42501")) {
      return DatabaseProblems.setup(location, why, Remedies.rights(login, why));
    }
    if (isDamaged(failure, target)) {
      return DatabaseProblems.damaged(location, why);
    }
    SQLException sql = find(failure, SQLException.class);
    if (is(sql, target, SQLiteErrorCode.SQLITE_BUSY)) {
      return DatabaseProblems.locked(location, LockHolders.words(Path.of(location)), why);
    }
    if (is(sql, target, SQLiteErrorCode.SQLITE_READONLY)) {
      return DatabaseProblems.readOnly(location, why, Remedies.readOnlyFile(location));
    }
    if (state.equals(FailureKinds.DISK_FULL) || is(sql, target, SQLiteErrorCode.SQLITE_FULL)) {
      return DatabaseProblems.full(location, why);
    }
    return switch (FailureKinds.of(failure, target.dialect())) {
      case CONFIGURATION, BUG -> DatabaseProblems.setup(location, why);
      case TRANSIENT -> DatabaseProblems.notNow(location, why);
      case CONNECTION, DATA -> unreachable(location, why, failure);
    };
  }

  private static boolean is(
      @Nullable SQLException failure, Target target, SQLiteErrorCode primary) {
    return failure != null && FailureKinds.isSqlite(failure, target.dialect(), primary);
  }

  private static boolean isDamaged(Throwable failure, Target target) {
    SQLException sql = find(failure, SQLException.class);
    return is(sql, target, SQLiteErrorCode.SQLITE_CORRUPT)
        || is(sql, target, SQLiteErrorCode.SQLITE_NOTADB);
  }

  /** Whether the network, the name service or the server itself kept the answer away. */
  private static Problem unreachable(String location, String why, Throwable failure) {
    return switch (word(failure)) {
      case REFUSED -> DatabaseProblems.unreachable(location, why, Remedies.refused());
      case TIMED_OUT -> DatabaseProblems.unreachable(location, why, Remedies.timedOut());
      case UNKNOWN_HOST -> DatabaseProblems.unreachable(location, why, Remedies.unknownHost());
      case NO_ROUTE -> DatabaseProblems.unreachable(location, why, Remedies.unreachableHost());
      default -> DatabaseProblems.unreachable(location, why);
    };
  }

  /**
   * One state stands for several causes, which only the words tell apart; in a server that speaks
   * another language the remedy for the password names the user's as well.
   */
  private static Problem refusedLogin(String location, String why, Login login) {
    if (why.contains("pg_hba.conf")) {
      return DatabaseProblems.loginRefused(location, why, Remedies.hostRules(login));
    }
    if (why.contains("not permitted to log in")) {
      return DatabaseProblems.loginRefused(location, why, Remedies.mayNotLogIn(login));
    }
    return why.contains("role ") && why.contains("does not exist")
        ? DatabaseProblems.roleMissing(location, why, login)
        : DatabaseProblems.loginRefused(location, why, Remedies.password(login));
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
    // The driver's own time limit for the login has no cause, only words.
    if (find(failure, SocketTimeoutException.class) != null
        || String.valueOf(failure.getMessage()).contains("attempt timed out")) {
      return TIMED_OUT;
    }
    if (find(failure, UnknownHostException.class) != null) {
      return UNKNOWN_HOST;
    }
    if (find(failure, NoRouteToHostException.class) != null
        || String.valueOf(failure.getMessage()).contains("unreachable")) {
      return NO_ROUTE;
    }
    ConnectException connect = find(failure, ConnectException.class);
    if (connect == null) {
      return "";
    }
    return String.valueOf(connect.getMessage()).contains("timed out") ? TIMED_OUT : REFUSED;
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
  public static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
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

package dev.holdfast.database.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.RunningDatabase;
import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.SqliteTarget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the housekeeping costs; printed, for figures of a shared machine prove nothing. */
@Tag("long")
class CheckoutCostTest {
  private static final int ROUNDS = 200_000;

  @TempDir Path directory;

  @Test
  void printsWhatACheckoutAndAStatementCost() throws Exception {
    DatabaseConfig config = RunningDatabase.config("", Optional.empty());
    SqliteTarget target = new SqliteTarget(directory.resolve("cost.db"), config.sqlite());
    try (RunningDatabase running = new RunningDatabase(config, directory).connected();
        Connection raw = target.open();
        Connection tracked = running.borrow()) {
      for (int round = 0; round < 3; round++) {
        print("borrower, 20 frames deep", deep(20, () -> assertThat(CallSite.here()).isNotNull()));
        print("exception with its stack", deep(20, () -> new SQLException().fillInStackTrace()));
        print("borrow and return", deep(20, () -> running.borrow().close()));
        print("'select ?' of the driver", statements(raw));
        print("'select ?' of a lent connection", statements(tracked));
      }
    }
  }

  /** A piece of work. */
  interface Work {
    void run() throws SQLException;
  }

  private static double deep(int depth, Work work) throws SQLException {
    return depth > 0 ? deep(depth - 1, work) : time(work);
  }

  private static double time(Work work) throws SQLException {
    long start = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e3 / ROUNDS;
  }

  private static double statements(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select ?")) {
      return time(() -> {
        select.setInt(1, 1);
        select.executeQuery().close();
      });
    }
  }

  private static void print(String what, double microseconds) {
    System.out.printf(Locale.ROOT, "%-34s %7.3f us%n", what, microseconds);
  }
}

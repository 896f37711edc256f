package dev.holdfast.database.examination;

import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.Remedies;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Examination;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Asks the server for its version, encryption, clock, and whether it accepts writes. */
final class PostgresFacts {
  private static final Duration MOST_DIFFERENCE = Duration.ofSeconds(2);

  private final Examination examination;
  private final Target target;
  private final Connection connection;

  PostgresFacts(Examination examination, Target target, Connection connection) {
    this.examination = examination;
    this.target = target;
    this.connection = connection;
  }

  void tell(Map<String, String> parameters) {
    DatabaseExamination.step(examination, "server", target, connection, this::version);
    if (parameters.containsKey("sslmode") || parameters.containsKey("ssl")) {
      DatabaseExamination.step(examination, "encryption", target, connection, this::encryption);
    }
    DatabaseExamination.step(examination, "writes", target, connection, this::writes);
    DatabaseExamination.step(examination, "clock", target, connection, this::clock);
  }

  private void version() throws SQLException {
    long begun = System.nanoTime();
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet row = statement.executeQuery("select current_setting('server_version')")) {
      row.next();
      String text = target.product() + " " + row.getString(1);
      examination.ok("server", text + ", a query took " + Elapsed.since(begun));
    }
  }

  private void encryption() throws SQLException {
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet row =
            statement.executeQuery(
                "select ssl, version from pg_stat_ssl where pid = pg_backend_pid()")) {
      boolean encrypted = row.next() && row.getBoolean(1);
      examination.ok("encryption", encrypted ? row.getString(2) : "none was negotiated");
    }
  }

  private void writes() throws SQLException {
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet row =
            statement.executeQuery(
                "select pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'")) {
      row.next();
      boolean standby = row.getBoolean(1);
      if (standby || row.getBoolean(2)) {
        String why = standby ? "it is a standby (in recovery)" : "transactions are read-only";
        examination.fail(
            "writes",
            DatabaseProblems.readOnly(target.location(), why, Remedies.readOnly(target.login())));
      } else {
        examination.ok("writes", "accepted");
      }
    }
  }

  /** Half of the time for the question is taken to be the way there. */
  private void clock() throws SQLException {
    try (Statement statement = PostgresExamination.limited(connection)) {
      long begun = System.nanoTime();
      try (ResultSet row =
          statement.executeQuery("select (extract(epoch from clock_timestamp()) * 1000)::bigint")) {
        row.next();
        Duration way = Duration.ofNanos(System.nanoTime() - begun).dividedBy(2);
        long here = examination.clock().instant().minus(way).toEpochMilli();
        long difference = row.getLong(1) - here;
        String text =
            String.format(
                Locale.ROOT,
                "the database is %d ms %s",
                Math.abs(difference),
                difference < 0 ? "behind" : "ahead");
        if (Math.abs(difference) > MOST_DIFFERENCE.toMillis()) {
          examination.warn("clock", DatabaseExaminationProblems.CLOCKS_DIFFER.because(text));
        } else {
          examination.ok("clock", text);
        }
      }
    }
  }
}

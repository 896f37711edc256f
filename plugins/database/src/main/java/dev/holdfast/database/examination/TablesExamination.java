package dev.holdfast.database.examination;

import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.Remedies;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Examination;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lists the tables with their rows and the applied migrations, and checks the right to create
 * tables.
 */
final class TablesExamination {
  private static final int MOST_TABLES = 50;

  /** Counted up to this; larger ones are estimated. */
  private static final long COUNTED = 100_000;

  private static final String POSTGRES_TABLES =
      """
      select quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.reltuples::bigint
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema$)'
      order by c.reltuples desc, 1\
      """;

  /**
   * SQLite keeps no estimate; the highest row number of a table is close when little is deleted.
   */
  private static final String SQLITE_TABLES =
      """
      select '"' || replace(name, '"', '""') || '"', -1 from sqlite_master
      where type = 'table' and name not like 'sqlite_%' order by name\
      """;

  private final Examination examination;
  private final Target target;
  private final boolean postgres;

  TablesExamination(Examination examination, Target target) {
    this.examination = examination;
    this.target = target;
    this.postgres = target.dialect() == Dialect.POSTGRESQL;
  }

  private record Table(String name, long estimate) {}

  void run(Connection connection) throws SQLException {
    List<Table> tables = tables(connection);
    int shown = Math.min(tables.size(), MOST_TABLES);
    boolean migrated = tables.stream().anyMatch(table -> table.name.contains("holdfast_migration"));
    if (tables.isEmpty()) {
      examination.ok("tables", "none yet; the first start of the server makes them");
    }
    for (Table table : tables.subList(0, shown)) {
      examination.ok("table", table.name + ": " + rows(connection, table));
    }
    if (tables.size() > shown) {
      examination.ok("table", "there are more, which are not shown");
    }
    if (migrated) {
      DatabaseExamination.step(
          examination, "migrations", target, connection, () -> migrations(connection));
    }
    if (postgres) {
      DatabaseExamination.step(examination, "rights", target, connection, () -> rights(connection));
    }
  }

  private List<Table> tables(Connection connection) throws SQLException {
    String sql = (postgres ? POSTGRES_TABLES : SQLITE_TABLES) + " limit " + (MOST_TABLES + 1);
    List<Table> tables = new ArrayList<>();
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        tables.add(new Table(rows.getString(1), rows.getLong(2)));
      }
    }
    return tables;
  }

  /** A table that may not be read is no failure: it may be somebody else's. */
  private static String rows(Connection connection, Table table) {
    if (table.estimate > COUNTED) {
      return "about " + grouped(table.estimate) + " rows";
    }
    String sql =
        "select count(*) from (select 1 from " + table.name + " limit " + (COUNTED + 1) + ") few";
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long count = row.getLong(1);
      return count > COUNTED
          ? "more than " + grouped(COUNTED) + " rows"
          : grouped(count) + (count == 1 ? " row" : " rows");
    } catch (SQLException e) {
      return "not counted (" + e.getMessage() + ")";
    }
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void migrations(Connection connection) throws SQLException {
    String sql =
        "select owner, max(version), max(applied_at) from holdfast_migration group by owner order by"
            + " owner";
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        examination.ok(
            "migrations",
            String.format(
                Locale.ROOT,
                "%s is at version %d since %s",
                rows.getString(1),
                rows.getInt(2),
                rows.getString(3)));
      }
    }
  }

  /** Since PostgreSQL 15 only the owner of a database may make tables in its schema public. */
  private void rights(Connection connection) throws SQLException {
    String sql =
        "select current_schema(), has_schema_privilege(current_schema(), 'USAGE') and"
            + " has_schema_privilege(current_schema(), 'CREATE')";
    try (Statement statement = PostgresExamination.limited(connection);
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      String schema = row.getString(1);
      if (schema == null || !row.getBoolean(2)) {
        String why =
            schema == null
                ? "the user may use no schema of the search_path"
                : "the user may not make tables in schema " + schema;
        String remedy = "In this database, as its superuser: " + Remedies.schema(target.login());
        examination.fail("rights", DatabaseProblems.setup(target.location(), why, remedy));
      } else {
        examination.ok("rights", "tables may be made in schema " + schema);
      }
    }
  }
}

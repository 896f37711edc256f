package dev.holdfast.database.driver;

import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * PostgreSQL's JDBC driver, loaded without DriverManager, which would keep replaced plugins alive.
 */
final class PostgresDriver {
  private static final List<DriverPropertyInfo> PARAMETERS = ask();

  private PostgresDriver() {}

  static Driver load() {
    return ServiceLoader.load(Driver.class, PostgresDriver.class.getClassLoader()).stream()
        .filter(provider -> provider.type().getName().equals("org.postgresql.Driver"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the PostgreSQL driver is not in the plugin"))
        .get();
  }

  /** Every parameter that it knows, with its default and what it may be. */
  static List<DriverPropertyInfo> parameters() {
    return PARAMETERS;
  }

  private static List<DriverPropertyInfo> ask() {
    try {
      return List.of(load().getPropertyInfo("jdbc:postgresql://host/name", new Properties()));
    } catch (SQLException e) {
      throw new IllegalStateException("the PostgreSQL driver does not tell its parameters", e);
    }
  }
}

package dev.holdfast.distribution.violation.bypass;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Goes past the guarded pool, on purpose: it shows that the check sees that. */
public record Bypass(String url) {
  /** Nobody would notice a leak of this one. */
  public Connection open() throws SQLException {
    return DriverManager.getConnection(url);
  }
}

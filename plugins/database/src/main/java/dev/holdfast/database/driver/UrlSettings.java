package dev.holdfast.database.driver;

import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.Map;

/**
 * Reads the parameters of a database URL that set the pool, as other tools name them: {@code
 * connection_limit} and {@code pool_timeout} in seconds. They win over the block {@code pool}, and
 * no driver sees them.
 */
public final class UrlSettings {
  static final String LIMIT = "connection_limit";
  static final String TIMEOUT = "pool_timeout";

  private UrlSettings() {}

  /**
   * Reads the address as a start does.
   *
   * @throws ProblemException it cannot be used
   */
  public static void checked(DatabaseConfig config) {
    String url = applied(config).url().strip();
    if (!url.isBlank()) {
      var _ = PostgresAddress.parse(url);
    }
  }

  /**
   * The same configuration with what the URL says about the pool.
   *
   * @throws ProblemException the URL cannot be read, or one of them is out of range
   */
  public static DatabaseConfig applied(DatabaseConfig config) {
    String url = config.url().strip();
    if (url.isEmpty()) {
      return config;
    }
    Map<String, String> written = PostgresAddress.parse(url).pool();
    DatabaseConfig.Pool pool = config.pool();
    String limit = written.get(LIMIT);
    String timeout = written.get(TIMEOUT);
    return config.with(
        config.url(),
        pool.with(
            limit == null ? pool.maxSize() : number(LIMIT, limit, 1000),
            timeout == null
                ? pool.borrowTimeout()
                : Duration.ofSeconds(number(TIMEOUT, timeout, 600))));
  }

  private static int number(String name, String text, int most) {
    if (text.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw new ProblemException(
        DatabaseProblems.badUrl(
            name
                + " must be a whole number from 1 to "
                + most
                + (name.equals(TIMEOUT) ? " (seconds)" : "")));
  }
}

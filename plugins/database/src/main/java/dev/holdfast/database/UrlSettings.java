package dev.holdfast.database;

import dev.holdfast.spi.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The parameters of a database URL that are meant for the pool, as other tools know them: {@code
 * connection_limit} and {@code pool_timeout} in seconds. They win over the block {@code pool}, and
 * no driver sees them.
 */
final class UrlSettings {
  private static final String LIMIT = "connection_limit";
  private static final String TIMEOUT = "pool_timeout";

  private UrlSettings() {}

  /**
   * Reads the address as a start does.
   *
   * @throws ProblemException it cannot be used
   */
  static void checked(DatabaseConfig config) {
    String url = applied(config).url().strip();
    if (!url.isBlank()) {
      var _ = PostgresAddress.parse(url);
    }
  }

  /**
   * The same configuration with what the URL says about the pool.
   *
   * @throws ProblemException one of them is out of range
   */
  static DatabaseConfig applied(DatabaseConfig config) {
    String url = config.url().strip();
    int query = url.indexOf('?');
    if (query < 0) {
      return config;
    }
    List<String> left = new ArrayList<>();
    OptionalInt limit = OptionalInt.empty();
    OptionalInt timeout = OptionalInt.empty();
    for (String pair : url.substring(query + 1).split("&")) {
      if (pair.startsWith(LIMIT + "=")) {
        limit = OptionalInt.of(number(LIMIT, pair, 1000));
      } else if (pair.startsWith(TIMEOUT + "=")) {
        timeout = OptionalInt.of(number(TIMEOUT, pair, 600));
      } else {
        left.add(pair);
      }
    }
    String rest = left.isEmpty() ? "" : "?" + String.join("&", left);
    return config.with(url.substring(0, query) + rest, pool(config.pool(), limit, timeout));
  }

  private static DatabaseConfig.Pool pool(
      DatabaseConfig.Pool pool, OptionalInt limit, OptionalInt timeout) {
    return pool.with(
        limit.orElse(pool.maxSize()),
        timeout.isPresent() ? Duration.ofSeconds(timeout.getAsInt()) : pool.borrowTimeout());
  }

  private static int number(String name, String pair, int most) {
    String text = pair.substring(name.length() + 1);
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

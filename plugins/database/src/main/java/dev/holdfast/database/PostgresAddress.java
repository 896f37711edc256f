package dev.holdfast.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.ProblemException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a PostgreSQL address, whichever way it was written.
 *
 * @param hosts {@code host:port}, several with commas
 * @param database empty for the one that is named like the user
 * @param parameters of the driver, without user and password
 */
record PostgresAddress(
    String hosts,
    String database,
    Optional<String> user,
    Optional<String> password,
    Map<String, String> parameters) {

  /** What libpq calls its parameters, and the JDBC driver's names for the same. */
  private static final Map<String, String> DRIVER_NAMES =
      Map.of("application_name", "ApplicationName", "connect_timeout", "connectTimeout");

  /**
   * Reads {@code [jdbc:]postgresql://[user[:password]@]hosts[/database][?name=value&…]}.
   *
   * @throws ProblemException it is not one; the message does not repeat it, for there may be a
   *     password inside
   */
  static PostgresAddress parse(String url) {
    String rest = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
    int scheme = rest.indexOf("://");
    String name = scheme < 0 ? "" : rest.substring(0, scheme);
    if (!name.equals("postgresql") && !name.equals("postgres")) {
      throw new ProblemException(DatabaseProblems.badUrl("it is not a PostgreSQL address"));
    }
    try {
      return parts(rest.substring(scheme + 3));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(DatabaseProblems.badUrl("a %xx in it is not two hex digits"), e);
    }
  }

  private static PostgresAddress parts(String text) {
    int query = text.indexOf('?');
    Map<String, String> parameters =
        query < 0 ? new LinkedHashMap<>() : parameters(text.substring(query + 1));
    String path = query < 0 ? text : text.substring(0, query);
    int at = path.lastIndexOf('@');
    String credentials = at < 0 ? "" : path.substring(0, at);
    String place = path.substring(at + 1);
    int slash = place.indexOf('/');
    String hosts = slash < 0 ? place : place.substring(0, slash);
    if (hosts.isEmpty()) {
      throw new ProblemException(DatabaseProblems.badUrl("it names no host"));
    }
    int colon = credentials.indexOf(':');
    Optional<String> user = part(colon < 0 ? credentials : credentials.substring(0, colon));
    Optional<String> password = part(colon < 0 ? "" : credentials.substring(colon + 1));
    Optional<String> userParameter = Optional.ofNullable(parameters.remove("user"));
    Optional<String> passwordParameter = Optional.ofNullable(parameters.remove("password"));
    return new PostgresAddress(
        hosts,
        slash < 0 ? "" : decode(place.substring(slash + 1)),
        user.or(() -> userParameter),
        password.or(() -> passwordParameter),
        parameters);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "true" : decode(pair.substring(equals + 1));
        parameters.put(DRIVER_NAMES.getOrDefault(name, name), value);
      }
    }
    return parameters;
  }

  private static Optional<String> part(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(decode(text));
  }

  /** Percent signs only: a plus in a password is a plus. */
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  /** One host for the driver: without credentials and parameters, which go beside it. */
  String jdbcUrl(String host) {
    return "jdbc:postgresql://" + host + "/" + URLEncoder.encode(database, UTF_8);
  }

  /** For people. */
  String place() {
    return hosts + "/" + database;
  }

  /** Never the password. */
  @Override
  public String toString() {
    return place();
  }
}

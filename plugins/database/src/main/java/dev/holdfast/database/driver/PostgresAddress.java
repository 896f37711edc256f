package dev.holdfast.database.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.ProblemException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The parts of a PostgreSQL address, in any of its spellings.
 *
 * <p>Passwords hold characters that mean something in an address, and whoever forgets to encode
 * them must not find half of his password in the name of a host. What has two readings is refused,
 * each part must look like what it is, and no message repeats anything of the text.
 *
 * @param hosts {@code host:port}, several with commas
 * @param database empty for the one that is named like the user
 * @param parameters of the driver, under its own names, without user and password
 * @param pool what is meant for the pool: see {@link UrlSettings}
 */
public record PostgresAddress(
    String hosts,
    String database,
    Optional<String> user,
    Optional<String> password,
    Map<String, String> parameters,
    Map<String, String> pool) {

  private static final String ENCODE =
      "write characters with a meaning in an address as %xx: % as %25, @ as %40, / as %2F, ? as"
          + " %3F, # as %23, : as %3A, & as %26, a space as %20";

  /** A name, an address, or an IPv6 address in brackets, and maybe a port. */
  private static final Pattern HOST =
      Pattern.compile("(?:[\\p{L}\\p{N}._-]{1,255}|\\[[0-9a-fA-F:.]{2,45}])(?::([0-9]{1,5}))?");

  private static final int LAST_PORT = 65_535;

  /** What {@link URLDecoder} makes of bytes that are no UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * Reads {@code [jdbc:]postgresql://[user[:password]@]hosts[/database][?name=value&…]}.
   *
   * @throws ProblemException it is not one, or has two readings; the message repeats nothing of it,
   *     for any part may be one of a password
   */
  public static PostgresAddress parse(String url) {
    boolean jdbc = url.startsWith("jdbc:");
    String rest = jdbc ? url.substring("jdbc:".length()) : url;
    int scheme = rest.indexOf("://");
    String name = scheme < 0 ? "" : rest.substring(0, scheme);
    if (!name.equals("postgresql") && !name.equals("postgres")) {
      throw refused("it is not a PostgreSQL address");
    }
    return parts(rest.substring(scheme + 3), jdbc);
  }

  private static PostgresAddress parts(String text, boolean jdbc) {
    int credentialsEnd = credentialsEnd(text, jdbc);
    String credentials = text.substring(0, Math.max(0, credentialsEnd));
    String behind = text.substring(credentialsEnd + 1);
    int query = behind.indexOf('?');
    String location = query < 0 ? behind : behind.substring(0, query);
    String parameters = query < 0 ? "" : behind.substring(query + 1);
    if (location.indexOf('@') >= 0 || (!jdbc && parameters.indexOf('@') >= 0)) {
      throw refused("an @ stands where none can; in user, password and parameters " + ENCODE);
    }
    if (location.indexOf('#') >= 0) {
      throw refused("a # stands where none can; in user, password and parameters " + ENCODE);
    }
    int slash = location.indexOf('/');
    int colon = credentials.indexOf(':');
    AddressParameters read = AddressParameters.read(pairs(parameters));
    return new PostgresAddress(
        hosts(slash < 0 ? location : location.substring(0, slash), read),
        database(slash < 0 ? "" : decode(location.substring(slash + 1)), read),
        part(colon < 0 ? credentials : credentials.substring(0, colon)).or(read::user),
        part(colon < 0 ? "" : credentials.substring(colon + 1)).or(read::password),
        read.driver(),
        read.pool());
  }

  /**
   * The at-sign behind user and password, -1 when there is none. As in libpq they may hold a plain
   * {@code ?} or {@code #}, for what they end with comes before any slash.
   */
  private static int credentialsEnd(String text, boolean jdbc) {
    int slash = text.indexOf('/');
    String authority = slash < 0 ? text : text.substring(0, slash);
    int question = authority.indexOf('?');
    if (jdbc && question >= 0) {
      return authority.lastIndexOf('@', question);
    }
    int at = authority.lastIndexOf('@');
    if (question >= 0 && question < at && authority.substring(question, at).indexOf('=') >= 0) {
      throw refused("it can be read in two ways; in user, password and parameters " + ENCODE);
    }
    return at;
  }

  private static String hosts(String written, AddressParameters read) {
    if (!written.isEmpty() && read.hosts().isPresent()) {
      throw refused("it names hosts twice, before the ? and as a parameter");
    }
    String hosts = read.hosts().orElse(written);
    if (hosts.isEmpty()) {
      throw refused("it names no host");
    }
    if (!Stream.of(hosts.split(",", -1)).allMatch(PostgresAddress::isHost)) {
      throw refused(
          "the host part is not host:port, several with commas between; if it is part of a"
              + " password, "
              + ENCODE);
    }
    return hosts;
  }

  private static boolean isHost(String text) {
    var host = HOST.matcher(text);
    if (!host.matches()) {
      return false;
    }
    String port = host.group(1);
    return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= LAST_PORT);
  }

  private static String database(String written, AddressParameters read) {
    return written.isEmpty() ? read.database().orElse("") : written;
  }

  private static Map<String, String> pairs(String query) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      if (!pair.isEmpty()) {
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        pairs.put(name, equals < 0 ? "true" : decode(pair.substring(equals + 1)));
      }
    }
    return pairs;
  }

  private static Optional<String> part(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(decode(text));
  }

  /** Percent signs only: a plus in a password is a plus. */
  private static String decode(String text) {
    String decoded =
        unescaped(text)
            .orElseThrow(() -> refused("a % in it is not followed by two hex digits; " + ENCODE));
    if (decoded.indexOf(REPLACEMENT) >= 0 && text.indexOf(REPLACEMENT) < 0) {
      throw refused("its %xx bytes are not UTF-8");
    }
    if (decoded.indexOf('\0') >= 0) {
      throw refused("%00 stands for no character that PostgreSQL knows");
    }
    return decoded;
  }

  private static Optional<String> unescaped(String text) {
    try {
      return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), UTF_8));
    } catch (IllegalArgumentException e) {
      // Not passed on as a cause: its message repeats what it could not read.
      return Optional.empty();
    }
  }

  private static ProblemException refused(String why) {
    return new ProblemException(DatabaseProblems.badUrl(why));
  }

  /** One host for the driver: without credentials and parameters, which go beside it. */
  String jdbcUrl(String host) {
    return "jdbc:postgresql://" + host + "/" + URLEncoder.encode(database, UTF_8);
  }

  /** For people. */
  String location() {
    return hosts + "/" + database.replaceAll("\\p{Cntrl}", "?");
  }

  /** Never the password. */
  @Override
  public String toString() {
    return location();
  }
}

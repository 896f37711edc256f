package dev.holdfast.database.driver;

import dev.holdfast.spi.ProblemException;
import java.sql.DriverPropertyInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the parameters behind the {@code ?} of an address: those of the driver, the names that
 * libpq and other tools use for them, and those of the pool. Anything else is refused, for a
 * parameter that is dropped may be a demand for security; and so is a value that the driver would
 * not understand.
 */
final class AddressParameters {
  /** What others call the driver's parameters; names of the driver stand for themselves. */
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("application_name", "ApplicationName"),
          Map.entry("fallback_application_name", "ApplicationName"),
          Map.entry("connect_timeout", "connectTimeout"),
          Map.entry("socket_timeout", "socketTimeout"),
          Map.entry("channel_binding", "channelBinding"),
          Map.entry("require_auth", "requireAuth"),
          Map.entry("sslnegotiation", "sslNegotiation"),
          Map.entry("gssencmode", "gssEncMode"),
          Map.entry("krbsrvname", "kerberosServerName"),
          Map.entry("statement_cache_size", "preparedStatementCacheQueries"),
          Map.entry("schema", "currentSchema"),
          Map.entry("search_path", "currentSchema"));

  /** What the address itself says, and what would make us unable to write. */
  private static final Set<String> NOT_OURS_TO_SET =
      Set.of("PGHOST", "PGPORT", "PGDBNAME", "readOnly", "readOnlyMode", "replication", "service");

  private static final Set<String> WRITABLE =
      Set.of("any", "read-write", "primary", "master", "prefer-primary", "preferPrimary");

  private final Map<String, DriverPropertyInfo> known = new TreeMap<>();
  private final Map<String, String> driver = new LinkedHashMap<>();
  private final Map<String, String> pool = new LinkedHashMap<>();
  private final Map<String, String> ours = new LinkedHashMap<>();

  private void know() {
    for (DriverPropertyInfo each : PostgresDriver.parameters()) {
      if (!NOT_OURS_TO_SET.contains(each.name)) {
        known.put(each.name, each);
      }
    }
  }

  /**
   * Sorts them.
   *
   * @param written decoded, in their order
   * @throws ProblemException one is not known, or has a value that it cannot have
   */
  static AddressParameters read(Map<String, String> written) {
    AddressParameters parameters = new AddressParameters();
    if (!written.isEmpty()) {
      parameters.know();
      written.forEach(parameters::take);
      parameters.complete();
    }
    return parameters;
  }

  private void take(String name, String value) {
    switch (name) {
      case "user", "password", "host", "port", "dbname" -> ours.put(name, value);
      case UrlSettings.LIMIT, UrlSettings.TIMEOUT -> pool.put(name, value);
      // The host that accepts writes is looked for in any case.
      case "target_session_attrs", "targetServerType" -> require(name, value, WRITABLE);
      case "client_encoding" -> require(name, value, Set.of("UTF8", "UTF-8", "utf8", "auto"));
      case "load_balance_hosts" -> require(name, value, Set.of("disable"));
      case "pgbouncer" -> {
        if (require(name, value, Set.of("true", "false")).equals("true")) {
          driver.put("prepareThreshold", "0");
        }
      }
      case "keepalives" ->
          driver.put(
              "tcpKeepAlive", Boolean.toString(require(name, value, Set.of("0", "1")).equals("1")));
      default -> pass(name, value);
    }
  }

  private void pass(String name, String value) {
    String own = OTHER_NAMES.getOrDefault(name, name);
    DriverPropertyInfo info = known.get(own);
    if (info == null) {
      throw unknown(name);
    }
    driver.put(own, checked(name, value, info));
  }

  /** What the driver would read as something else, or not at all. */
  private static String checked(String name, String value, DriverPropertyInfo info) {
    String usual = info.value;
    String[] choices = info.choices;
    if (info.name.equals("ssl") || "true".equals(usual) || "false".equals(usual)) {
      return require(name, value, Set.of("true", "false"));
    }
    if (choices != null && !info.name.equals("requireAuth")) {
      return Arrays.stream(choices)
          .filter(value::equalsIgnoreCase)
          .findFirst()
          .orElseThrow(() -> badValue(name, "one of: " + String.join(", ", choices)));
    }
    if (usual != null && usual.matches("-?\\d+") && !value.matches("-?\\d{1,9}")) {
      throw badValue(name, "a whole number");
    }
    return value;
  }

  /** Demands that need more than one parameter of the driver. */
  private void complete() {
    if ("require".equals(driver.get("channelBinding"))) {
      // Without it the driver lets in a server that asks for no password at all.
      driver.putIfAbsent("requireAuth", "scram-sha-256");
    }
    if ("system".equals(driver.get("sslrootcert"))) {
      if (!driver.getOrDefault("sslmode", "verify-full").equals("verify-full")) {
        throw badValue("sslmode", "verify-full where sslrootcert is system");
      }
      driver.remove("sslrootcert");
      driver.put("sslmode", "verify-full");
      driver.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
  }

  private static String require(String name, String value, Set<String> allowed) {
    if (!allowed.contains(value)) {
      throw badValue(name, "one of: " + String.join(", ", new TreeSet<>(allowed)));
    }
    return value;
  }

  /** The value is not repeated; the name is one that we know. */
  private static ProblemException badValue(String name, String wanted) {
    return refused("its parameter " + name + " must be " + wanted);
  }

  /** Not repeated either: it may be what stands behind a {@code ?} in a password. */
  private ProblemException unknown(String name) {
    Set<String> all = new TreeSet<>(known.keySet());
    all.addAll(OTHER_NAMES.keySet());
    return refused(
        "a parameter of it is not known here"
            + ParameterSuggestion.nearest(name, all)
                .map(near -> "; one like it is " + near)
                .orElse("")
            + ". None is dropped in silence: take it out, or use the driver's name for it"
            + " (https://jdbc.postgresql.org/documentation/use/). If it is part of a password, write"
            + " ? as %3F");
  }

  Map<String, String> driver() {
    return driver;
  }

  Map<String, String> pool() {
    return pool;
  }

  Optional<String> user() {
    return Optional.ofNullable(ours.get("user"));
  }

  Optional<String> password() {
    return Optional.ofNullable(ours.get("password"));
  }

  Optional<String> database() {
    return Optional.ofNullable(ours.get("dbname"));
  }

  /** As libpq has them: hosts and ports in two lists, of which the ports may be one for all. */
  Optional<String> hosts() {
    String hosts = ours.get("host");
    if (hosts == null) {
      if (ours.containsKey("port")) {
        throw refused("it has a port as a parameter and no host");
      }
      return Optional.empty();
    }
    String port = ours.get("port");
    if (port == null) {
      return Optional.of(hosts);
    }
    String[] names = hosts.split(",", -1);
    String[] ports = port.split(",", -1);
    if (ports.length != 1 && ports.length != names.length) {
      throw refused("its hosts and its ports differ in number");
    }
    return Optional.of(
        IntStream.range(0, names.length)
            .mapToObj(i -> names[i] + ":" + ports[ports.length == 1 ? 0 : i])
            .collect(Collectors.joining(",")));
  }

  private static ProblemException refused(String why) {
    return new ProblemException(DatabaseProblems.badUrl(why));
  }
}

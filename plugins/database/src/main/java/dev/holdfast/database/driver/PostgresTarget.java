package dev.holdfast.database.driver;

import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Secret;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** PostgreSQL, through the driver itself. */
public final class PostgresTarget implements Target {
  private final Driver driver = PostgresDriver.load();
  private final PostgresAddress address;
  private final PostgresHosts hosts;
  private final Duration probeTimeout;
  private final Properties pooled;
  private final Properties probing;

  public PostgresTarget(DatabaseConfig config) {
    address = PostgresAddress.parse(config.url().strip());
    hosts = new PostgresHosts(address.hosts());
    probeTimeout = config.probe().timeout();
    pooled = properties(config, config.answerTimeout());
    probing = properties(config, probeTimeout);
    probing.setProperty("socketTimeout", seconds(probeTimeout));
    // Behind a pooler that shares sessions a prepared probe would fail where nothing is wrong.
    probing.setProperty("prepareThreshold", "0");
  }

  private Properties properties(DatabaseConfig config, Duration silence) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", seconds(config.connectTimeout()));
    properties.setProperty("loginTimeout", seconds(config.loginTimeout()));
    properties.setProperty("socketTimeout", seconds(silence));
    properties.setProperty("cancelSignalTimeout", seconds(config.connectTimeout()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "holdfast");
    properties.putAll(address.parameters());
    StatementLimit.apply(config.statements().limit(), properties);
    config.user().or(address::user).ifPresent(user -> properties.setProperty("user", user));
    config
        .password()
        .map(Secret::value)
        .or(address::password)
        .ifPresent(password -> properties.setProperty("password", password));
    return properties;
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.toSeconds()));
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  public String product() {
    return "PostgreSQL";
  }

  @Override
  public String location() {
    return address.location();
  }

  @Override
  public List<HostState> hosts() {
    return hosts.states();
  }

  @Override
  public Login login() {
    return Login.of(pooled.getProperty("user", ""), address.database());
  }

  @Override
  public Connection open() throws SQLException {
    return open(hosts.chosen(), pooled);
  }

  @Override
  public Connection openProbe(Duration limit) throws SQLException {
    Properties limited = new Properties();
    limited.putAll(probing);
    // The driver reads seconds, with a fraction.
    limited.setProperty(
        "loginTimeout", String.format(Locale.ROOT, "%.3f", limit.toMillis() / 1000.0));
    return hosts.first(host -> {
      Connection connection = open(host, limited);
      try {
        // Finer than the seconds of the URL's socketTimeout.
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(probeTimeout.toMillis()));
        requireWritable(connection, host);
        return connection;
      } catch (SQLException e) {
        connection.abort(Runnable::run);
        throw e;
      }
    });
  }

  private Connection open(String host, Properties properties) throws SQLException {
    String url = address.jdbcUrl(host);
    Connection connection = driver.connect(url, properties);
    if (connection == null) {
      throw new SQLException("the driver does not know " + url, "08001");
    }
    return connection;
  }

  @Override
  public void check(Connection probe) throws SQLException {
    String host = hosts.chosen();
    try {
      requireWritable(probe, host);
    } catch (SQLException e) {
      hosts.note(host, HostState.Access.UNKNOWN, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /**
   * One round trip that shows both that the server answers and that it is no standby. Not
   * isValid(): it hides the cause, which a person wants to read.
   */
  private static void requireWritable(Connection connection, String host) throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery("show transaction_read_only")) {
      if (answer.next() && "on".equals(answer.getString(1))) {
        throw new SQLException(host + " accepts no writes", PostgresHosts.READ_ONLY);
      }
    }
  }
}

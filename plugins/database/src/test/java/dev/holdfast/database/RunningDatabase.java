package dev.holdfast.database;

import static org.awaitility.Awaitility.await;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Secret;
import dev.holdfast.spi.Size;
import dev.holdfast.testkit.PluginHarness;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The plugin, started. */
public final class RunningDatabase implements AutoCloseable {
  /** That of the reference.conf. */
  public static final DatabaseConfig.Retry RETRY =
      new DatabaseConfig.Retry(
          Stream.of(1, 2, 4, 8, 10).map(Duration::ofSeconds).toList(), Duration.ofSeconds(10), 20);

  public final PluginHarness harness;
  public final Database database;

  public RunningDatabase(String url, Path directory) {
    this(config(url, Optional.empty()), directory);
  }

  public RunningDatabase(DatabaseConfig config, Path directory) {
    harness = PluginHarness.of(new DatabasePlugin()).config(config).directory(directory);
    try {
      harness.start();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    database = harness.offered(Database.class);
  }

  public static DatabaseConfig config(String url, Optional<Secret> password) {
    return new DatabaseConfig(
        url,
        Optional.empty(),
        password,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        new DatabaseConfig.Pool(
            10,
            2,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5)),
        Map.of(),
        new DatabaseConfig.Statements(Duration.ofSeconds(20), Duration.ofSeconds(1), false),
        new DatabaseConfig.Probe(
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(500)),
        RETRY,
        new DatabaseConfig.Flapping(3, Duration.ofMinutes(1)),
        new DatabaseConfig.Sqlite(Duration.ofSeconds(5), Size.ofMebibytes(64)));
  }

  public static DatabaseConfig with(DatabaseConfig usual, DatabaseConfig.Statements statements) {
    return new DatabaseConfig(
        usual.url(),
        usual.user(),
        usual.password(),
        usual.connectTimeout(),
        usual.loginTimeout(),
        usual.answerTimeout(),
        usual.pool(),
        usual.presets(),
        statements,
        usual.probe(),
        usual.retry(),
        usual.flapping(),
        usual.sqlite());
  }

  public static DatabaseConfig with(DatabaseConfig usual, DatabaseConfig.Sqlite sqlite) {
    return new DatabaseConfig(
        usual.url(),
        usual.user(),
        usual.password(),
        usual.connectTimeout(),
        usual.loginTimeout(),
        usual.answerTimeout(),
        usual.pool(),
        usual.presets(),
        usual.statements(),
        usual.probe(),
        usual.retry(),
        usual.flapping(),
        sqlite);
  }

  public RunningDatabase connected() {
    awaitState("connected");
    return this;
  }

  public void awaitState(String word) {
    await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> word.equals(detail("state")));
  }

  public String detail(String name) {
    return String.valueOf(harness.health("connection").details().get(name));
  }

  public Connection borrow() {
    return database.client().execute().unwrap(Connection.class);
  }

  public void run(String sql) throws SQLException {
    try (var connection = borrow();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public String ask(String sql) throws SQLException {
    try (var connection = borrow();
        var statement = connection.createStatement();
        var answer = statement.executeQuery(sql)) {
      return answer.next() ? String.valueOf(answer.getString(1)) : "no row";
    }
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}

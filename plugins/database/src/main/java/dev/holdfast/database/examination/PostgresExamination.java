package dev.holdfast.database.examination;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.HostState;
import dev.holdfast.database.driver.Login;
import dev.holdfast.database.driver.PostgresAddress;
import dev.holdfast.database.driver.PostgresTarget;
import dev.holdfast.database.driver.Target;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;

/** Checks the settings, the network, the login and the server of a PostgreSQL database. */
final class PostgresExamination {
  /** Of one statement, in seconds: a doctor must not be a burden. */
  static final int STATEMENT_LIMIT = 5;

  private final Examination examination;
  private final DatabaseConfig config;
  private final PostgresAddress address;
  private final Target target;

  private PostgresExamination(
      Examination examination, DatabaseConfig config, PostgresAddress address, Target target) {
    this.examination = examination;
    this.config = config;
    this.address = address;
    this.target = target;
  }

  /**
   * Runs all steps.
   *
   * @throws ProblemException the address cannot be read
   */
  static void run(Examination examination, DatabaseConfig config) {
    PostgresAddress address = PostgresAddress.parse(config.url().strip());
    Target target = new PostgresTarget(config);
    new PostgresExamination(examination, config, address, target).run();
  }

  private void run() {
    settings();
    boolean reached = new NetworkExamination(examination, config, address, target).run();
    if (!reached
        || !DatabaseExamination.step(examination, "hosts", target, this::choose)
        || !DatabaseExamination.step(examination, "login", target, this::session)) {
      retrying();
    }
  }

  /** The settings in use; of the password no more than {@link Secret} shows. */
  private void settings() {
    Login login = target.login();
    Optional<Secret> password = config.password().or(() -> address.password().map(Secret::new));
    examination.ok(
        "settings",
        String.format(
            Locale.ROOT,
            "host and port %s, database %s, user %s, password %s, pool of %d",
            address.hosts(),
            login.database(),
            login.user(),
            password.map(Secret::toString).orElse("none"),
            config.pool().maxSize()));
  }

  /** Of several hosts the one that accepts writes, as the prober finds it. */
  private void choose() throws SQLException {
    if (target.hosts().size() < 2) {
      return;
    }
    try (Connection found = target.openProbe(config.loginTimeout())) {
      for (HostState host : target.hosts()) {
        boolean asked = host.access() != HostState.Access.UNKNOWN;
        examination.ok(
            "hosts", host.host() + (asked ? " is " + host.access().word() : " was not asked"));
      }
    }
  }

  private void session() throws SQLException {
    long begun = System.nanoTime();
    try (Connection connection = target.open()) {
      examination.ok(
          "login",
          String.format(Locale.ROOT, "as %s, in %s", target.login().user(), Elapsed.since(begun)));
      connection.setNetworkTimeout(Runnable::run, 2_000 * STATEMENT_LIMIT);
      PostgresFacts facts = new PostgresFacts(examination, target, connection);
      facts.tell(address.parameters());
      DatabaseExamination.step(
          examination,
          "tables",
          target,
          connection,
          () -> new TablesExamination(examination, target).run(connection));
      DatabaseExamination.step(
          examination,
          "connections",
          target,
          connection,
          () ->
              new ConnectionsExamination(examination, target, config.pool().maxSize())
                  .run(connection));
      DatabaseExamination.step(
          examination,
          "pooler",
          target,
          connection,
          () -> PoolerExamination.run(examination, target::open, connection, address.parameters()));
    }
  }

  /** Tells that nobody has to restart anything because of an outage. */
  private void retrying() {
    if (examination.serverRuns()) {
      examination.ok(
          "retrying",
          "the running server keeps trying by itself, that is normal: accepted events wait on disk,"
              + " nothing needs a restart");
    }
  }

  static Statement limited(Connection connection) throws SQLException {
    Statement statement = connection.createStatement();
    statement.setQueryTimeout(STATEMENT_LIMIT);
    return statement;
  }
}

package dev.holdfast.database;

import dev.holdfast.database.driver.DatabaseConfig;
import dev.holdfast.database.driver.DatabaseProblems;
import dev.holdfast.database.driver.PostgresTarget;
import dev.holdfast.database.driver.SqliteTarget;
import dev.holdfast.database.driver.Target;
import dev.holdfast.database.driver.UrlSettings;
import dev.holdfast.database.examination.DatabaseExamination;
import dev.holdfast.database.migration.Migrations;
import dev.holdfast.database.outage.ConnectionHealth;
import dev.holdfast.database.outage.OutageLog;
import dev.holdfast.database.outage.Outages;
import dev.holdfast.database.outage.Prober;
import dev.holdfast.database.pool.Housekeeping;
import dev.holdfast.database.pool.PoolMeters;
import dev.holdfast.database.pool.SwappablePool;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.support.Backoff;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Offers {@link Database} and its {@link DbClient}. A database that is absent at the start is
 * normal: the start succeeds and the prober connects when it can.
 */
public final class DatabasePlugin implements Plugin {
  private static final Duration MARGIN = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "database";
  }

  @Override
  public Class<? extends Record> configuration() {
    return DatabaseConfig.class;
  }

  @Override
  public void validate(Validation validation) {
    DatabaseConfig config = validation.config(DatabaseConfig.class);
    validation.check("url", () -> UrlSettings.checked(config));
    DatabaseConfig.Pool pool = config.pool();
    if (validation.isSet("pool.min-idle") && pool.minIdle() > pool.maxSize()) {
      String why = "min-idle is " + pool.minIdle() + " and max-size " + pool.maxSize();
      validation.refuse("pool.min-idle", DatabaseProblems.CONTRADICTION.because(why));
    }
    Duration limit = config.statements().limit();
    if (limit.compareTo(config.answerTimeout()) >= 0) {
      validation.warn(
          "statements.limit",
          DatabaseProblems.CONTRADICTION.because(
              "a statement costs its connection when statements.limit is not below answer-timeout"));
    }
  }

  @Override
  public void start(PluginContext context) {
    DatabaseConfig config = UrlSettings.applied(context.config(DatabaseConfig.class));
    context.own(new DriverCleanup());
    Target target = target(config, context);
    PoolMeters meters = new PoolMeters(context);
    Housekeeping housekeeping =
        Housekeeping.of(context, config, target.dialect(), meters, System::nanoTime);
    SwappablePool pool =
        context.own(new SwappablePool(target, config, meters, housekeeping, System::nanoTime));
    DatabaseConfig.Retry retry = config.retry();
    // The log announces these waits, so they are exact. Only the interval between probes is varied,
    // so that many servers do not return in step.
    Backoff backoff =
        Backoff.listed(retry.delays(), retry.steady())
            .withJitter(retry.jitter() / 100.0, () -> ThreadLocalRandom.current().nextDouble());
    Outages outages = new Outages(context, config.flapping(), System::nanoTime);
    OutageLog outageLog =
        new OutageLog(
            context, target, Math.max(1, retry.delays().size()), config.probe().whileDown());
    Prober prober =
        context.own(
            new Prober(
                target,
                pool,
                config,
                backoff,
                context.clock(),
                System::nanoTime,
                outages,
                outageLog));
    pool.tell(prober::met);
    DbClient client = JdbcClientBuilder.create().connectionPool(pool).build();
    Migrations migrations = new Migrations(target.dialect(), context.clock());
    Database database =
        new PooledDatabase(target, client, pool, prober, migrations, config.probe().whileDown());
    prober.tell(
        context.health("connection", new ConnectionHealth(target, prober, outages, meters)));
    context.http(
        "/admin/database",
        Role.ADMIN,
        new AdminRoutes(target, prober, outages, meters, housekeeping, context.clock()));
    context.offer(Database.class, database);
    context.offer(DbClient.class, client);
    outageLog.connecting();
    context.worker("prober", longestStep(config, target), prober);
  }

  @Override
  public void examine(Examination examination) {
    DatabaseExamination.run(examination, examination.config(DatabaseConfig.class));
  }

  /** A look at each host, then the first connection of a fresh pool; or a beat with its probe. */
  private static Duration longestStep(DatabaseConfig config, Target target) {
    Duration connect = config.connectTimeout().plus(config.loginTimeout());
    return connect
        .multipliedBy(target.hosts().size() + 1L)
        .plus(config.sqlite().busyTimeout())
        .plus(SqliteTarget.LONGEST_CHECK)
        .plus(config.probe().interval())
        .plus(config.probe().timeout())
        .plus(MARGIN);
  }

  private static Target target(DatabaseConfig config, PluginContext context) {
    if (!config.url().isBlank()) {
      return new PostgresTarget(config);
    }
    DriverCleanup.unpackBelow(context.dataDirectory());
    return new SqliteTarget(context.dataDirectory().resolve("holdfast.db"), config.sqlite());
  }
}

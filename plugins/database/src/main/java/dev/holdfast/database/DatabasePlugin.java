package dev.holdfast.database;

import dev.holdfast.spi.Database;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
  public void start(PluginContext context) {
    DatabaseConfig config = context.config(DatabaseConfig.class);
    context.own(new Drivers());
    Target target = target(config, context);
    AtomicReference<@Nullable Prober> later = new AtomicReference<>();
    PoolMeters meters = new PoolMeters(context);
    SwappablePool pool =
        context.own(
            new SwappablePool(
                target,
                config,
                meters,
                System::nanoTime,
                () -> {
                  Prober prober = later.get();
                  if (prober != null) {
                    prober.suspect();
                  }
                }));
    Backoff backoff = Backoff.standard(() -> ThreadLocalRandom.current().nextDouble());
    Announcements announcements = new Announcements(context, target, backoff.fast().size());
    Prober prober =
        context.own(
            new Prober(
                target,
                pool,
                config.probe(),
                backoff,
                context.clock(),
                System::nanoTime,
                announcements));
    later.set(prober);
    DbClient client = JdbcClientBuilder.create().connectionPool(pool).build();
    Migrations migrations = new Migrations(target.dialect(), context.clock());
    Database database =
        new PooledDatabase(target, client, pool, prober, migrations, config.probe().whileDown());
    context.health("connection", new ConnectionHealth(target, prober, meters));
    context.offer(Database.class, database);
    context.offer(DbClient.class, client);
    announcements.connecting();
    context.worker("prober", longestProbe(config), prober);
  }

  /** A connect with its login, or a wait for the next beat with the probe. */
  private static Duration longestProbe(DatabaseConfig config) {
    return config
        .connectTimeout()
        .plus(config.loginTimeout())
        .plus(config.sqlite().busyTimeout())
        .plus(config.probe().interval())
        .plus(config.probe().timeout())
        .plus(MARGIN);
  }

  private static Target target(DatabaseConfig config, PluginContext context) {
    if (!config.url().isBlank()) {
      return new PostgresTarget(config);
    }
    Drivers.unpackBelow(context.dataDirectory());
    return new SqliteTarget(context.dataDirectory().resolve("holdfast.db"), config.sqlite());
  }
}

package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.PlaceTable;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.server.MemoryBudget;
import io.helidon.dbclient.DbClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Stores every event of the journal as a row, exactly once for as long as the row is kept, and
 * answers {@code GET /events}.
 */
public final class EventStorePlugin implements Plugin {
  /** A batch in which every event is bad takes thousands of statements. */
  private static final Duration STEP_LIMIT = Duration.ofMinutes(5);

  /** One step builds an index, however large the table is. */
  private static final Duration INDEX_LIMIT = Duration.ofDays(1);

  private final LongSupplier ticker;
  private final Sleep sleep;

  /** The plugin of a server. */
  public EventStorePlugin() {
    this(System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * The same with a time of its own, for a simulator.
   *
   * @param ticker nanoseconds that never go back
   */
  public EventStorePlugin(LongSupplier ticker, Sleep sleep) {
    this.ticker = ticker;
    this.sleep = sleep;
  }

  @Override
  public String name() {
    return "event-store";
  }

  @Override
  public Class<? extends Record> configuration() {
    return EventStoreConfig.class;
  }

  @Override
  public void validate(Validation validation) {
    validation.check("indexes", validation.config(EventStoreConfig.class)::indexedColumns);
  }

  @Override
  public void start(PluginContext context) {
    EventStoreConfig config = context.config(EventStoreConfig.class);
    Journal journal = context.require(Journal.class);
    Database database = context.require(Database.class);
    JournalReader reader = context.own(journal.reader(StorePlace.READER));
    DbClient client = database.client(config.borrowTimeout());
    EventTable table = EventTable.of(database.dialect(), client);
    RestoreNotice restored = new RestoreNotice(context, ticker);
    StorePlace place = new StorePlace(context, journal, reader, new PlaceTable(client), restored);
    StoreMeters meters = new StoreMeters(context);
    IdConflicts conflicts = new IdConflicts(config.conflictShownFor());
    BatchWriter writer =
        new BatchWriter(
            reader,
            place,
            database,
            table,
            meters,
            conflicts,
            config,
            context.clock(),
            ticker,
            sleep);
    StoreWorker worker =
        new StoreWorker(
            context, reader, place, database, table, writer, meters, config, ticker, sleep);
    UpgradeWorker upgrade = new UpgradeWorker(database, table, config.indexedColumns(), ticker);
    context.health(
        "store",
        new StoreHealth(
            worker, upgrade, journal, reader, meters, place, conflicts, context.clock()));
    context.http(
        "/events",
        Role.READ,
        new HistoryRoutes(
            new History(database, table, config.pageSize()),
            new IndexNotice(config.indexedColumns()),
            context.require(MemoryBudget.class)));
    context.contribute(Job.class, new Retention(database, table, config, context.clock(), ticker));
    context.worker("store", STEP_LIMIT, worker);
    context.worker("upgrade", INDEX_LIMIT, upgrade);
  }
}

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
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
  private final Function<PluginContext, KeptText> notice;
  private final Function<PluginContext, KeptText> lastPlace;

  /** One small text that outlives the process. For one thread. */
  public interface KeptText {

    /** Empty when there is none. */
    Optional<String> read() throws IOException;

    /** Replaces it as a whole, durably. */
    void write(String text) throws IOException;

    /** Also when there is none. */
    void delete() throws IOException;
  }

  /** The plugin of a server. */
  public EventStorePlugin() {
    this(
        System::nanoTime,
        TimeUnit.NANOSECONDS::sleep,
        context -> RestoreNotice.file(context.dataDirectory(), "restored.properties"),
        context -> RestoreNotice.file(context.dataDirectory(), "place.properties"));
  }

  /**
   * The same with a time and a memory of its own, for a simulator.
   *
   * @param ticker nanoseconds that never go back
   * @param notice what is told of a restored database until it has caught up
   * @param lastPlace up to where events were stored, for a journal that is an older copy
   */
  public EventStorePlugin(LongSupplier ticker, Sleep sleep, KeptText notice, KeptText lastPlace) {
    this(ticker, sleep, _ -> notice, _ -> lastPlace);
  }

  private EventStorePlugin(
      LongSupplier ticker,
      Sleep sleep,
      Function<PluginContext, KeptText> notice,
      Function<PluginContext, KeptText> lastPlace) {
    this.ticker = ticker;
    this.sleep = sleep;
    this.notice = notice;
    this.lastPlace = lastPlace;
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
    RestoreNotice restored = new RestoreNotice(context, ticker, notice.apply(context));
    restored.resume(journal.end());
    JournalNotice journalNotice =
        context.own(new JournalNotice(context, journal, ticker, lastPlace.apply(context)));
    journalNotice.resume();
    StorePlace place =
        new StorePlace(context, journal, reader, new PlaceTable(client), restored, journalNotice);
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

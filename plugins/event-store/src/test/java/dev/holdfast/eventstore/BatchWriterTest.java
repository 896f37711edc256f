package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.eventstore.table.IndexedColumn;
import dev.holdfast.eventstore.table.InsertResult;
import dev.holdfast.eventstore.table.PlaceMove;
import dev.holdfast.eventstore.table.PlaceTable;
import dev.holdfast.eventstore.table.ReadView;
import dev.holdfast.eventstore.table.TableUpgrade;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.testkit.PluginHarness;
import io.helidon.dbclient.DbClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchWriterTest {
  @TempDir Path directory;
  private final PluginHarness databasePlugin = PluginHarness.of(new DatabasePlugin());
  private final PluginHarness plugin = PluginHarness.of(new EventStorePlugin()).settings("");
  private final FakeJournal journal = new FakeJournal();
  private final JournalReader reader = journal.reader("event-store");
  private Refusing table;
  private BatchWriter writer;

  @BeforeEach
  void open() throws Exception {
    databasePlugin.settings("").directory(directory).start();
    Database database = databasePlugin.offered(Database.class);
    await().until(() -> database.awaitAvailable(Duration.ofSeconds(1)));
    DbClient client = database.client();
    database.migrate("event-store", EventTable.of(database.dialect(), client).migrations());
    PlaceTable places = new PlaceTable(client);
    table = new Refusing(places);
    RestoreNotice restored =
        new RestoreNotice(plugin.context(), System::nanoTime, file("restored.properties"));
    JournalNotice notice =
        new JournalNotice(plugin.context(), journal, System::nanoTime, file("place.properties"));
    writer = writer(new StorePlace(plugin.context(), journal, reader, places, restored, notice));
  }

  private EventStorePlugin.KeptText file(String name) {
    return RestoreNotice.file(directory, name);
  }

  @AfterEach
  void close() throws Exception {
    try (databasePlugin;
        plugin) {}
  }

  private BatchWriter writer(StorePlace place) {
    place.open();
    return new BatchWriter(
        reader,
        place,
        new Classifying(),
        table,
        new StoreMeters(plugin.context()),
        new IdConflicts(Duration.ofHours(1)),
        plugin.context().config(EventStoreConfig.class),
        InstantSource.system(),
        System::nanoTime,
        TimeUnit.NANOSECONDS::sleep);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 250, 498, 499})
  void findsOneBadEventInFewStatements(int bad) throws Exception {
    table.bad = Set.of(String.valueOf(bad));
    write(500);
    assertThat(journal.deadLetters).extracting(Event::id).containsExactly(String.valueOf(bad));
    assertThat(table.rows).hasSize(499);
    // One for the batch itself; log2(500) is 9 when rounded up.
    assertThat(table.statements - 1).isLessThanOrEqualTo(9 + 1);
    assertThat(journal.allConsumed()).isTrue();
  }

  @Test
  void findsSeveralAndKeepsTheOrderOfTheOthers() throws Exception {
    table.bad = Set.of("0", "1", "100", "300", "499");
    write(500);
    assertThat(journal.deadLetters)
        .extracting(Event::id)
        .containsExactly("0", "1", "100", "300", "499");
    assertThat(table.rows)
        .isEqualTo(
            IntStream.range(0, 500)
                .mapToObj(String::valueOf)
                .filter(id -> !table.bad.contains(id))
                .toList());
    assertThat(table.statements - 1).isLessThanOrEqualTo(5 * (9 + 1));
    assertThat(journal.reasons).allMatch(reason -> reason.why().contains("refused"));
  }

  @Test
  void setsAllAsideWhenAllAreBad() throws Exception {
    table.bad = IntStream.range(0, 20).mapToObj(String::valueOf).collect(Collectors.toSet());
    write(20);
    assertThat(journal.deadLetters).hasSize(20);
    assertThat(table.rows).isEmpty();
  }

  @Test
  void triesConflictsAgainAFewTimes() throws Exception {
    List<String> told = new ArrayList<>();
    Handler handler = telling(told);
    Logger logger = Logger.getLogger("dev.holdfast.eventstore");
    logger.addHandler(handler);
    try {
      table.conflicts = 3;
      write(10);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(table.rows).hasSize(10);
    assertThat(told)
        .containsExactly(
            "Retrying database operation (attempt 1/3)... conflict",
            "Retrying database operation (attempt 2/3)... conflict",
            "Retrying database operation (attempt 3/3)... conflict");
    table.conflicts = 4;
    assertThatThrownBy(() -> write(10)).hasMessage("conflict");
    assertThat(journal.deadLetters).isEmpty();
  }

  private static Handler telling(List<String> told) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        told.add(new SimpleFormatter().formatMessage(line));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void anOutageWhileSearchingSetsNothingElseAside() throws Exception {
    table.bad = Set.of("3", "7");
    table.outageAfter = 6;
    assertThatThrownBy(() -> write(10)).hasMessage("away");
    int before = journal.deadLetters.size();
    table.outageAfter = Integer.MAX_VALUE;
    reader.seek(reader.place());
    writer.write(reader.read(100, Duration.ZERO));
    assertThat(journal.deadLetters).extracting(Event::id).containsExactly("3", "7");
    assertThat(before).isLessThanOrEqualTo(2);
    assertThat(Set.copyOf(table.rows)).hasSize(8);
  }

  @Test
  void keepsEverythingWhenTheDeadLetterCannotBeWritten() {
    table.bad = Set.of("3");
    journal.deadLettersFail = true;
    assertThatThrownBy(() -> write(10)).hasMessageContaining("no room");
    assertThat(journal.place().offset()).isLessThanOrEqualTo(3);
    assertThat(journal.deadLetters).isEmpty();
  }

  private void write(int events) throws InterruptedException {
    journal.add(Events.numbered(0, events));
    writer.write(reader.read(events, Duration.ZERO));
  }

  /** Refuses what it is told to, as a whole statement. */
  private static final class Refusing implements EventTable {
    final List<String> rows = new ArrayList<>();
    private final PlaceTable places;
    Set<String> bad = Set.of();
    int conflicts;
    int statements;
    int outageAfter = Integer.MAX_VALUE;

    Refusing(PlaceTable places) {
      this.places = places;
    }

    @Override
    public List<Database.Migration> migrations() {
      return List.of();
    }

    @Override
    public InsertResult insert(List<Event> events, @Nullable PlaceMove move) {
      statements++;
      if (statements > outageAfter) {
        throw new IllegalStateException("away");
      }
      if (conflicts > 0) {
        conflicts--;
        throw new IllegalStateException("conflict");
      }
      Stream<String> ids = events.stream().map(Event::id);
      if (ids.anyMatch(bad::contains)) {
        throw new IllegalStateException("refused");
      }
      events.forEach(event -> rows.add(event.id()));
      places.move(Objects.requireNonNull(move));
      return new InsertResult(events.size(), List.of());
    }

    @Override
    public ReadView readView(Connection connection) {
      return new ReadView(Long.MAX_VALUE, "data");
    }

    @Override
    public TableUpgrade upgrade(Set<IndexedColumn> indexes) {
      return rows -> Optional.empty();
    }

    @Override
    public String moment(Instant moment) {
      return moment.toString();
    }

    @Override
    public String momentParameter() {
      return "?";
    }

    @Override
    public String timeForReading() {
      return "time";
    }

    @Override
    public @Nullable Instant time(ResultSet row, String column) {
      return null;
    }
  }

  private static final class Classifying implements Database {
    @Override
    public FailureKind kindOf(Throwable failure) {
      return switch (String.valueOf(failure.getMessage())) {
        case "refused" -> FailureKind.DATA;
        case "conflict" -> FailureKind.TRANSIENT;
        case "away" -> FailureKind.CONNECTION;
        default -> FailureKind.BUG;
      };
    }

    @Override
    public boolean awaitAvailable(Duration limit) {
      return true;
    }

    @Override
    public Problem explain(Throwable failure) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DbClient client() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DbClient client(Duration longestWait) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Dialect dialect() {
      return Dialect.SQLITE;
    }

    @Override
    public void migrate(String owner, List<Migration> migrations) {}
  }
}

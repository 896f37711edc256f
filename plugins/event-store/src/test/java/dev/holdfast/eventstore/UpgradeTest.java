package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.spi.Database;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of version 0.1 becomes one of today while it is in use. */
class UpgradeTest {
  private static final int ROWS = 100_000;

  private static final String CONTENT =
      "select md5(string_agg(concat_ws('|', sequence, source, id, type, time, received_at,"
          + " data::text), ',' order by sequence)) from event where source = 'old'";

  private static final String OLD_COLUMN =
      "select count(*) from information_schema.columns"
          + " where table_name = 'event' and column_name = 'data_jsonb'";

  @TempDir Path home;
  @TempDir Path directory;
  private final FakeJournal journal = new FakeJournal();
  private LocalPostgres postgres;

  @BeforeEach
  void start() throws Exception {
    postgres = new LocalPostgres(home).start();
  }

  @AfterEach
  void stop() throws Exception {
    postgres.close();
  }

  @Test
  void rowsAreTheSameAfterAnUpgradeThatWasInterruptedTwice() throws Exception {
    String url = postgres.emptyDatabase();
    String before = tableOfTheFirstVersion(url);
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      journal.add(Events.numbered(0, 200));
      awaitSomeProgress(store);
    }
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      awaitSomeProgress(store);
      assertThat(store.column("select data::text from event where id = '7' and source = 'mount'"))
          .containsExactly("{\"n\": 7}");
      kill(url);
      journal.add(Events.numbered(200, 5000));
      String cursor = "h0";
      int pages = 0;
      while (store.plugin.health("store").details().containsKey("upgrade")) {
        var page = store.get("?limit=50&after=" + cursor);
        if (page.statusCode() == 200) {
          boolean end = EventStoreFacts.ids(page.body()).isEmpty();
          assertThat(end || page.body().contains("\"data\":{\"n\": ")).as(page.body()).isTrue();
          cursor = end ? "h0" : EventStoreFacts.next(page.body());
          pages++;
        }
      }
      assertThat(pages).isPositive();
      store.settled();
      await().until(() -> store.column(OLD_COLUMN).equals(List.of("0")));
      assertThat(store.column(CONTENT)).containsExactly(before);
      assertThat(store.column("select count(*) from event where data is null"))
          .containsExactly("0");
      assertThat(store.column("select count(*) from event")).containsExactly("105000");
      assertThat(store.alerts()).isEmpty();
    }
  }

  @Test
  void anUpgradeThatCannotEndSaysWhyAndStoringGoesOn() throws Exception {
    String url = postgres.emptyDatabase();
    tableOfTheFirstVersion(url);
    run(url, "create view mine as select id, data from event");
    try (RunningStore store = new RunningStore(journal, directory, url)) {
      journal.add(Events.numbered(0, 100));
      store.settled();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> upgrade(store).contains("other objects depend on it"));
      journal.add(Events.numbered(100, 200));
      store.settled();
      assertThat(EventStoreFacts.ids(store.get("?order=newest&limit=1").body()))
          .containsExactly("199");
      run(url, "drop view mine");
      await().atMost(Duration.ofMinutes(2)).until(() -> upgrade(store).isEmpty());
      assertThat(store.column(OLD_COLUMN)).containsExactly("0");
    }
  }

  private static String upgrade(RunningStore store) {
    return String.valueOf(store.plugin.health("store").details().getOrDefault("upgrade", ""));
  }

  /** The figure on health has become smaller. */
  private static void awaitSomeProgress(RunningStore store) {
    await().atMost(Duration.ofSeconds(30)).until(() -> upgrade(store).endsWith("rows remain"));
    String first = upgrade(store);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> upgrade(store).endsWith("rows remain") && !upgrade(store).equals(first));
  }

  private static void kill(String url) throws SQLException {
    run(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
  }

  /** Its content, as one figure. */
  private String tableOfTheFirstVersion(String url) throws Exception {
    String settings = "holdfast.database.url = \"" + url + "\"";
    try (PluginHarness plugin = PluginHarness.of(new DatabasePlugin())) {
      plugin.settings(settings).directory(directory).start();
      Database database = plugin.offered(Database.class);
      await().until(() -> database.awaitAvailable(Duration.ofSeconds(1)));
      EventTable table = EventTable.of(database.dialect(), database.client());
      database.migrate("event-store", table.migrations().subList(0, 1));
    }
    run(
        url,
        "insert into event (source, id, type, time, received_at, data)"
            + " select 'old', i, 'reading', now(), now(),"
            + " jsonb_build_object('n', i, 'fill', repeat('x', i % 500))"
            + " from generate_series(1, "
            + ROWS
            + ") i");
    try (Connection connection = DriverManager.getConnection(LocalPostgres.jdbc(url));
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(CONTENT)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private static void run(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(LocalPostgres.jdbc(url));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.eventstore.table.IndexedColumn;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexesTest {
  private static final String BY_SOURCE = "holdfast.event-store.indexes = [source]\n";
  private static final String BOTH = "holdfast.event-store.indexes = [source, type]\n";

  @TempDir Path directory;
  private final FakeJournal journal = new FakeJournal();

  @Test
  void sqliteHasTheIndexesThatAreConfigured() throws Exception {
    hasTheIndexesThatAreConfigured("");
  }

  @Test
  void postgresHasTheIndexesThatAreConfigured(@TempDir Path home) throws Exception {
    try (LocalPostgres postgres = new LocalPostgres(home).start()) {
      String url = postgres.emptyDatabase();
      hasTheIndexesThatAreConfigured(url);
      try (RunningStore store = new RunningStore(journal, directory, url, BY_SOURCE)) {
        awaitIndexes(store, "event_by_source");
        // As one whose making was interrupted.
        store.run(
            "update pg_index set indisvalid = false"
                + " where indexrelid = 'event_by_source'::regclass");
      }
      try (RunningStore store = new RunningStore(journal, directory, url, BY_SOURCE)) {
        await()
            .ignoreExceptions()
            .until(() ->
                store
                    .column(
                        "select indisvalid from pg_index where indexrelid ="
                            + " to_regclass('event_by_source')")
                    .equals(List.of("t")));
      }
    }
  }

  private void hasTheIndexesThatAreConfigured(String url) throws Exception {
    try (RunningStore store = new RunningStore(journal, directory, url, BY_SOURCE)) {
      journal.add(Events.numbered(0, 1000));
      store.settled();
      awaitIndexes(store, "event_by_source");
      assertThat(store.get("?type=reading&limit=2").body())
          .startsWith(
              "{\"notice\":\"No index serves this query, which may read the whole table: add type"
                  + " to event-store.indexes\",\"events\":[{");
      assertThat(store.get("?order=newest&type=reading&limit=2").body())
          .contains("{\"notice\":", "],\"newer\":");
      assertThat(store.get("?type=reading&source=mount").body()).doesNotContain("notice");
      assertThat(store.get("?source=mount").body()).doesNotContain("notice");
      assertThat(store.get("").body()).doesNotContain("notice");
    }
    try (RunningStore store = new RunningStore(journal, directory, url, BOTH)) {
      awaitIndexes(store, "event_by_source", "event_by_type");
      assertThat(store.get("?type=reading").body()).doesNotContain("notice");
      await().until(() -> !store.plugin.health("store").details().containsKey("upgrade"));
    }
    try (RunningStore store =
        new RunningStore(journal, directory, url, "holdfast.event-store.indexes = []\n")) {
      awaitIndexes(store);
      assertThat(store.get("?source=mount").body()).contains("add source to event-store.indexes");
    }
    try (RunningStore store = new RunningStore(journal, directory, url, BY_SOURCE)) {
      awaitIndexes(store, "event_by_source");
    }
  }

  @Test
  void byDefaultHistoryHasAnIndexBySource() throws Exception {
    try (PluginHarness plugin = PluginHarness.of(new EventStorePlugin()).settings("")) {
      assertThat(plugin.context().config(EventStoreConfig.class).indexedColumns())
          .containsExactly(IndexedColumn.SOURCE);
    }
  }

  @Test
  void anIndexThatThereIsNotIsRefused() throws Exception {
    try (PluginHarness plugin =
        PluginHarness.of(new EventStorePlugin())
            .settings("holdfast.event-store.indexes = [source, subject]")) {
      assertThatThrownBy(() -> plugin.context().config(EventStoreConfig.class).indexedColumns())
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("'subject'")
          .hasMessageContaining("source, type");
    }
  }

  private static void awaitIndexes(RunningStore store, String... names) {
    String sql =
        store.database.dialect() == Database.Dialect.SQLITE
            ? "select name from sqlite_master where type = 'index' and name in"
                + " ('event_by_source', 'event_by_type') order by name"
            : "select relname from pg_class join pg_index on indexrelid = oid where indisvalid"
                + " and relname in ('event_by_source', 'event_by_type') order by relname";
    await().ignoreExceptions().until(() -> store.column(sql).equals(List.of(names)));
  }
}

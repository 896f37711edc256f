package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.ReaderFenced;
import dev.holdfast.testkit.database.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database under the server may be another one than it was. */
class PlaceTest {
  private static final String COUNT = "select count(*) from event";

  @TempDir Path directory;
  @TempDir Path copies;
  private final FakeJournal journal = new FakeJournal();

  @Test
  void anOlderCopyOfTheFileIsFilledAgain() throws Exception {
    store(0, 150);
    copy(directory, copies);
    store(150, 400);
    copy(copies, directory);
    try (RunningStore store = running()) {
      filled(store);
      assertEachOnce(store, 400);
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(250);
      assertRestoreIsTold(store, 150, 400);
    }
    try (RunningStore store = running()) {
      filled(store);
      assertRestoreIsTold(store, 150, 400);
    }
  }

  @Test
  void aFileThatWasDeletedIsFilledAgain() throws Exception {
    store(0, 250);
    deleteFiles();
    try (RunningStore store = running()) {
      filled(store);
      assertEachOnce(store, 250);
      assertRestoreIsTold(store, 0, 250);
    }
  }

  private static void assertRestoreIsTold(RunningStore store, long has, long had) {
    String reason =
        "it has the events before "
            + new Position(1, has)
            + ", and had those before "
            + new Position(1, had);
    assertThat(reasonTold(store, "database-restored", "HF-STORE-014")).endsWith(reason);
  }

  /** Nothing is sent meanwhile: nobody meets the new file but the one who looks. */
  @Test
  void aFileThatIsDeletedWhileTheServerRunsIsFilledAgain() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 250));
      filled(store);
      deleteFiles();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.exists(file()) && countInFile() == 250);
      assertThat(store.alerts()).doesNotContainKey("events-missing");
      journal.add(Events.numbered(250, 300));
      filled(store);
      assertEachOnce(store, 300);
    }
  }

  @Test
  void anOlderCopyThatReplacesTheFileWhileTheServerRunsIsFilledAgain() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 100));
      filled(store);
      store.run("vacuum into '" + copies.resolve("holdfast.db") + "'");
      journal.add(Events.numbered(100, 250));
      filled(store);
      deleteFiles();
      Files.move(copies.resolve("holdfast.db"), file(), StandardCopyOption.ATOMIC_MOVE);
      await().atMost(Duration.ofSeconds(30)).until(() -> countInFile() == 250);
      assertEachOnce(store, 250);
    }
  }

  @Test
  void anOlderCopyOfAPostgresDatabaseIsFilledAgain(@TempDir Path home) throws Exception {
    try (LocalPostgres postgres = new LocalPostgres(home).start()) {
      String url = postgres.emptyDatabase();
      String name = url.substring(url.lastIndexOf('/') + 1);
      try (RunningStore store = new RunningStore(journal, directory, url)) {
        journal.add(Events.numbered(0, 150));
        filled(store);
      }
      run(postgres, "create database older template " + name);
      try (RunningStore store = new RunningStore(journal, directory, url)) {
        journal.add(Events.numbered(150, 400));
        filled(store);
      }
      run(postgres, "drop database " + name);
      run(postgres, "alter database older rename to " + name);
      try (RunningStore store = new RunningStore(journal, directory, url)) {
        filled(store);
        assertEachOnce(store, 400);
        assertThat(store.plugin.meter("holdfast_events_stored_total")).isEqualTo(250);
      }
    }
  }

  @Test
  void whatTheJournalNoLongerHasIsToldAsAGap() throws Exception {
    store(0, 150);
    copy(directory, copies);
    store(150, 400);
    copy(copies, directory);
    journal.deleteBefore(200);
    try (RunningStore store = running()) {
      filled(store);
      assertThat(store.column("select id from event order by sequence"))
          .hasSize(350)
          .doesNotContain("150", "199")
          .contains("0", "149", "200", "399");
      assertGapIsTold(store, 150, 200);
    }
    try (RunningStore store = running()) {
      filled(store);
      assertThat(store.alerts()).as("it was told").doesNotContainKey("events-missing");
    }
  }

  /** Between the look at the journal's begin and the reader's going back. */
  @Test
  void whatTheJournalDeletesMeanwhileIsToldAsAGap() throws Exception {
    store(0, 150);
    copy(directory, copies);
    store(150, 400);
    copy(copies, directory);
    journal.deleteAtRewindBefore(200);
    try (RunningStore store = running()) {
      filled(store);
      assertThat(store.column("select id from event order by sequence"))
          .hasSize(350)
          .doesNotContain("150", "199")
          .contains("0", "149", "200", "399");
      assertGapIsTold(store, 150, 200);
    }
  }

  /** As when what lies behind the gap is damaged: no event comes with it. */
  @Test
  void thePlaceGoesOnBehindAGapThatNoEventFollows() throws Exception {
    store(0, 150);
    copy(directory, copies);
    store(150, 400);
    copy(copies, directory);
    journal.deleteAtRewindBefore(400);
    try (RunningStore store = running()) {
      filled(store);
      assertThat(store.column(COUNT)).containsExactly("150");
      assertGapIsTold(store, 150, 400);
    }
  }

  @Test
  void anEmptyDatabaseBesideAJournalThatIsNotWholeIsAGap() throws Exception {
    store(0, 150);
    deleteFiles();
    journal.deleteBefore(100);
    try (RunningStore store = running()) {
      filled(store);
      assertThat(store.column(COUNT)).containsExactly("50");
      assertGapIsTold(store, 0, 100);
    }
  }

  /** The kernel then starts it again, with a reader of its own. */
  @Test
  void aReaderThatWasFencedEndsTheWorker() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 10));
      filled(store);
      assertThat(journal.forget("event-store")).isTrue();
      await().atMost(Duration.ofSeconds(30)).until(() -> isFenced(store));
    }
    try (RunningStore store = running()) {
      journal.add(Events.numbered(10, 20));
      filled(store);
      assertEachOnce(store, 20);
    }
  }

  private static boolean isFenced(RunningStore store) {
    return store.plugin.failure("store").filter(ReaderFenced.class::isInstance).isPresent();
  }

  private static void assertGapIsTold(RunningStore store, long from, long to) {
    String reason =
        "the database has the events before "
            + new Position(1, from)
            + ", the journal begins at "
            + new Position(1, to);
    assertThat(reasonTold(store, "events-missing", "HF-STORE-011")).contains(reason);
  }

  /** The reason of an alert that stands, and that health shows as well. */
  private static String reasonTold(RunningStore store, String key, String code) {
    Alert alert = Objects.requireNonNull(store.alerts().get(key));
    assertThat(alert.problem().code()).isEqualTo(code);
    assertThat(store.plugin.health("store").details())
        .containsEntry(Health.DEGRADED, true)
        .containsEntry("code", code);
    return alert.problem().reason();
  }

  /** Version 0.1 kept no place in the database; that its rows begin late is no gap. */
  @Test
  void aDatabaseOfAnEarlierVersionIsComparedWithTheJournalOnce() throws Exception {
    store(0, 150);
    try (RunningStore store = running()) {
      filled(store);
      store.run("delete from holdfast_place");
    }
    journal.deleteBefore(100);
    try (RunningStore store = running()) {
      filled(store);
      assertEachOnce(store, 150);
      assertThat(store.alerts()).isEmpty();
      assertThat(store.plugin.meter("holdfast_events_stored_total")).isZero();
      await().until(() -> store.plugin.meter("holdfast_events_duplicates_total") == 50);
    }
  }

  /** Of two servers with one database, the other was upgraded first. */
  @Test
  void theUpgradeOfASecondServerBesideOneDatabaseIsNoGap() throws Exception {
    store(0, 150);
    try (RunningStore store = running()) {
      filled(store);
      store.run("update holdfast_place set epoch = 99");
    }
    Files.delete(directory.resolve("place.properties"));
    journal.deleteBefore(100);
    for (int start = 0; start < 2; start++) {
      try (RunningStore store = running()) {
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .until(() ->
                store
                    .column("select position from holdfast_place where epoch = 1")
                    .equals(List.of("150")));
        store.settled();
        assertEachOnce(store, 150);
        assertThat(store.alerts()).isEmpty();
      }
    }
  }

  /** The database is of a time before this journal, and the server is no longer that of 0.1. */
  @Test
  void anOlderCopyBesideAnotherJournalIsTold() throws Exception {
    store(0, 150);
    try (RunningStore store = running()) {
      filled(store);
      store.run("update holdfast_place set epoch = 99");
    }
    journal.deleteBefore(100);
    try (RunningStore store = running()) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !store.alerts().isEmpty());
      assertGapIsTold(store, 0, 100);
    }
  }

  @Test
  void theLowerPlaceOfTheJournalCounts() throws Exception {
    store(0, 150);
    journal.forgetThePlace();
    try (RunningStore store = running()) {
      filled(store);
      assertEachOnce(store, 150);
      assertThat(store.column("select position from holdfast_place")).containsExactly("150");
    }
  }

  /** Its transaction has no effect, and it says why. */
  @Test
  void aWriterWhosePlaceWasTakenStoresNothingBeforeItHasItAgain() throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(0, 10));
      filled(store);
      store.run("update holdfast_place set fence = fence + 1, position = 3");
      journal.add(Events.numbered(10, 20));
      filled(store);
      await().until(() -> store.alerts().isEmpty());
      assertThat(store.plugin.raised()).extracting(Alert::key).containsExactly("storing-stopped");
      assertThat(store.plugin.raised().getFirst().problem().reason()).contains("HF-STORE-012");
      assertEachOnce(store, 20);
      assertThat(store.column("select fence from holdfast_place")).containsExactly("4");
    }
  }

  /** The journal's place alone says nothing before the database is there. */
  private void filled(RunningStore store) {
    String end = String.valueOf(journal.end().offset());
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> store.column("select position from holdfast_place").equals(List.of(end)));
    store.settled();
  }

  private RunningStore running() throws Exception {
    return new RunningStore(journal, directory, "");
  }

  private void store(int from, int to) throws Exception {
    try (RunningStore store = running()) {
      journal.add(Events.numbered(from, to));
      filled(store);
    }
  }

  private static void assertEachOnce(RunningStore store, int count) throws Exception {
    List<String> ids = store.column("select id from event");
    assertThat(ids).hasSize(count);
    assertThat(new HashSet<>(ids)).hasSize(count);
    assertThat(store.journal.deadLetters).isEmpty();
  }

  private Path file() {
    return directory.resolve("holdfast.db");
  }

  private void deleteFiles() throws IOException {
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(directory.resolve("holdfast.db" + end));
    }
  }

  /** Of a server that is stopped: one file has it all. */
  private static void copy(Path from, Path to) throws IOException {
    for (String end : List.of("-wal", "-shm")) {
      Files.deleteIfExists(to.resolve("holdfast.db" + end));
    }
    Files.copy(
        from.resolve("holdfast.db"),
        to.resolve("holdfast.db"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private long countInFile() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement();
        var tables =
            statement.executeQuery("select 1 from sqlite_master where name = 'holdfast_place'")) {
      if (!tables.next()) {
        return 0;
      }
      try (var rows = statement.executeQuery(COUNT)) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  private static void run(LocalPostgres postgres, String sql) throws Exception {
    String admin = LocalPostgres.jdbc(postgres.url("postgres"));
    try (Connection connection = DriverManager.getConnection(admin);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.journal.JournalPlugin;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.server.MemoryBudget;
import dev.holdfast.testkit.LimitedMemory;
import dev.holdfast.testkit.PluginHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Older copies of the journal's folder and of the database are put back, of different ages, one
 * after the other, or either is deleted: the rows are all events that the journal or the database
 * had at the time, and all that came later. The journal and the database are real.
 *
 * <p>All events have the same size, so the positions of other events fit.
 */
class OlderCopiesTest {
  private static final String SETTINGS =
      """
      holdfast.database.probe { interval = 200 ms, while-down = 200 ms }
      holdfast.event-store { fill-wait = 0 ms, first-wait = 50 ms, longest-wait = 1 s }
      """;

  /** Nobody listens there. */
  private static final String AWAY =
      "holdfast.database.url = \"postgresql://user:word@127.0.0.1:1/none\"\n";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SOME = 10;

  /**
   * What becomes of the journal or the database: it stays, is deleted, or gets a copy of an age.
   */
  enum Fate {
    STAYS,
    DELETED,
    OLD,
    NEWER
  }

  @TempDir private Path base;
  private final Map<String, Set<String>> copies = new HashMap<>();
  private Set<String> journalHas = new TreeSet<>();
  private Set<String> databaseHas = new TreeSet<>();
  private int sent;

  @ParameterizedTest
  @CsvSource({
    "OLD, STAYS, STAYS, NEWER",
    "OLD, STAYS, STAYS, OLD",
    "STAYS, NEWER, OLD, STAYS",
    "OLD, NEWER, STAYS, STAYS",
    "OLD, NEWER, NEWER, OLD",
    "OLD, OLD, NEWER, STAYS",
    "NEWER, OLD, OLD, NEWER",
    "DELETED, STAYS, NEWER, STAYS",
    "STAYS, DELETED, OLD, NEWER",
    "DELETED, DELETED, STAYS, OLD"
  })
  void nothingThatEitherHadIsMissing(
      Fate firstJournal, Fate firstDatabase, Fate secondJournal, Fate secondDatabase)
      throws Exception {
    liveWithCopies();
    change(firstJournal, firstDatabase);
    change(secondJournal, secondDatabase);
  }

  @ParameterizedTest
  @MethodSource("all")
  @Tag("long")
  void nothingIsMissingWhateverTheOrder(
      Fate firstJournal, Fate firstDatabase, Fate secondJournal, Fate secondDatabase)
      throws Exception {
    nothingThatEitherHadIsMissing(firstJournal, firstDatabase, secondJournal, secondDatabase);
  }

  static Stream<Object[]> all() {
    List<Object[]> all = new ArrayList<>();
    for (Fate first : Fate.values()) {
      for (Fate second : Fate.values()) {
        for (Fate third : Fate.values()) {
          for (Fate fourth : Fate.values()) {
            all.add(new Object[] {first, second, third, fourth});
          }
        }
      }
    }
    return all.stream();
  }

  /** What was never stored is known by nobody but the text beside the journal. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsLostBeforeItWasStoredIsTold(boolean killed) throws Exception {
    try (Server server = new Server()) {
      server.store();
    }
    String end;
    try (Server server = new Server(AWAY)) {
      server.append();
      copyFolder(base.resolve("journal"), base.resolve("journal-OLD"));
      server.append();
      end = server.journalPlugin.offered(Journal.class).end().toString();
      if (killed) {
        await().atMost(LIMIT).until(() -> Files.readString(lastEnd()).contains(end));
        Files.copy(lastEnd(), base.resolve("as-killed"));
      }
    }
    if (killed) {
      Files.move(base.resolve("as-killed"), lastEnd(), StandardCopyOption.REPLACE_EXISTING);
    }
    delete(base.resolve("journal"));
    copyFolder(base.resolve("journal-OLD"), base.resolve("journal"));
    try (Server server = new Server()) {
      server.store();
      assertThat(server.told()).containsExactly("HF-STORE-015");
    }
  }

  /** Then the place of the database tells it. */
  @Test
  void anOlderJournalIsToldWithoutTheTextBesideIt() throws Exception {
    liveWithCopies();
    Files.delete(lastEnd());
    change(Fate.OLD, Fate.STAYS);
  }

  private Path lastEnd() {
    return base.resolve("event-store").resolve("place.properties");
  }

  /** One start, so that its copies are of one timeline. */
  private void liveWithCopies() throws Exception {
    try (Server server = new Server()) {
      for (Fate age : List.of(Fate.OLD, Fate.NEWER)) {
        server.store();
        copyFolder(base.resolve("journal"), base.resolve("journal-" + age));
        server.run("vacuum into '" + base.resolve("database-" + age) + "'");
        copies.put("journal-" + age, new TreeSet<>(journalHas));
        copies.put("database-" + age, new TreeSet<>(databaseHas));
      }
      server.store();
      assertThat(server.told()).isEmpty();
    }
  }

  private void change(Fate journal, Fate database) throws Exception {
    journalHas = put(journal, "journal", journalHas);
    databaseHas = put(database, "database", databaseHas);
    try (Server server = new Server()) {
      databaseHas.addAll(journalHas);
      server.store();
      List<String> ids = server.ids();
      assertThat(new TreeSet<>(ids)).isEqualTo(databaseHas);
      assertThat(ids).hasSameSizeAs(databaseHas);
      if (journal != Fate.STAYS) {
        assertThat(server.told()).as("the journal %s", journal).contains("HF-STORE-015");
      } else if (database != Fate.STAYS) {
        assertThat(server.told()).as("the database %s", database).contains("HF-STORE-014");
      }
      // A notice stands for a minute, also behind a restart; and a database may be of a history of
      // the journal that was given up.
      assertThat(server.told())
          .as("the journal %s, the database %s", journal, database)
          .isSubsetOf("HF-STORE-014", "HF-STORE-015");
    }
  }

  private Set<String> put(Fate fate, String part, Set<String> has) throws IOException {
    if (fate == Fate.STAYS) {
      return has;
    }
    delete(base.resolve(part));
    if (fate == Fate.DELETED) {
      return new TreeSet<>();
    }
    Path copy = base.resolve(part + "-" + fate);
    if (part.equals("journal")) {
      copyFolder(copy, base.resolve(part));
    } else {
      Files.createDirectory(base.resolve(part));
      Files.copy(copy, base.resolve(part).resolve("holdfast.db"));
    }
    return new TreeSet<>(copies.get(part + "-" + fate));
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The three plugins, each with a folder of its own. */
  private final class Server implements AutoCloseable {
    private final PluginHarness journalPlugin;
    private final PluginHarness databasePlugin;
    private final PluginHarness storePlugin;

    Server() throws Exception {
      this("");
    }

    /** With further settings in HOCON. */
    Server(String settings) throws Exception {
      journalPlugin = started(new JournalPlugin(), "journal", settings);
      databasePlugin = started(new DatabasePlugin(), "database", settings);
      storePlugin =
          PluginHarness.of(new EventStorePlugin())
              .settings(SETTINGS)
              .directory(Files.createDirectories(base.resolve("event-store")))
              .offering(Journal.class, journalPlugin.offered(Journal.class))
              .offering(Database.class, databasePlugin.offered(Database.class))
              .offering(MemoryBudget.class, new LimitedMemory(64 << 20));
      storePlugin.start();
    }

    private PluginHarness started(dev.holdfast.spi.Plugin plugin, String folder, String settings)
        throws Exception {
      PluginHarness harness =
          PluginHarness.of(plugin)
              .settings(SETTINGS + settings)
              .directory(Files.createDirectories(base.resolve(folder)));
      harness.start();
      return harness;
    }

    /** Some new events are acknowledged, and all that wait are stored. */
    void store() {
      Journal journal = append();
      databaseHas.addAll(journalHas);
      String end = String.valueOf(journal.end().offset());
      await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() ->
              column("select position from holdfast_place where epoch = " + journal.end().epoch())
                  .equals(List.of(end)));
    }

    /** Some new events are acknowledged. */
    Journal append() {
      Journal journal = journalPlugin.offered(Journal.class);
      List<Event> events = Events.numbered("e", 1000 + sent, 1000 + sent + SOME);
      sent += SOME;
      journal.append(events).join();
      events.forEach(event -> journalHas.add(event.id()));
      return journal;
    }

    List<String> ids() throws SQLException {
      return column("select id from event order by id");
    }

    Set<String> told() {
      Set<String> codes = new HashSet<>();
      for (Alert alert : storePlugin.raised()) {
        codes.add(alert.problem().code());
      }
      codes.remove("HF-STORE-003");
      return codes;
    }

    void run(String sql) throws SQLException {
      try (Connection connection = connection();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    private List<String> column(String sql) throws SQLException {
      try (Connection connection = connection();
          var statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }

    private Connection connection() {
      return databasePlugin.offered(Database.class).client().execute().unwrap(Connection.class);
    }

    @Override
    public void close() throws Exception {
      try (journalPlugin;
          databasePlugin;
          storePlugin) {}
    }
  }
}

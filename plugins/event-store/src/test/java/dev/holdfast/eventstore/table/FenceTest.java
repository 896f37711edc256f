package dev.holdfast.eventstore.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.eventstore.table.PlaceMove.Point;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that was overtaken stores nothing, whatever its batch is like. */
class FenceTest {
  private static final long EPOCH = 1;
  private static final Point AT = new Point(new Position(EPOCH, PlaceTable.UNKNOWN), 0);
  private static final Point BEHIND = new Point(new Position(EPOCH, 10), 7);

  @TempDir Path home;

  @Test
  void anOvertakenWriterStoresNothingInPostgres() throws Exception {
    try (LocalPostgres postgres = new LocalPostgres(home).start()) {
      storesNothing(postgres.emptyDatabase());
    }
  }

  @Test
  void anOvertakenWriterStoresNothingInSqlite() throws Exception {
    storesNothing("");
  }

  @Test
  void nobodyTakesThePlaceWhileAShareIsStored() throws Exception {
    try (LocalPostgres postgres = new LocalPostgres(home).start();
        PluginHarness plugin = started(postgres.emptyDatabase())) {
      Database database = plugin.offered(Database.class);
      PlaceTable places = new PlaceTable(database.client());
      long fence = places.take("reader", EPOCH).fence();
      PlaceMove hold = new PlaceMove("reader", AT, AT, fence);
      try (Connection one = Transaction.open(database.client());
          Connection two = Transaction.open(database.client());
          Connection thief = Transaction.open(database.client());
          Statement take = thief.createStatement()) {
        one.setAutoCommit(false);
        two.setAutoCommit(false);
        PlaceTable.moveOrHold(one, hold, true, " for share");
        PlaceTable.moveOrHold(two, hold, true, " for share");
        assertThatThrownBy(() -> take.execute("select 1 from holdfast_place for update nowait"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("could not obtain lock");
        one.rollback();
        two.rollback();
        take.execute("select 1 from holdfast_place for update nowait");
      }
    }
  }

  private void storesNothing(String url) throws Exception {
    try (PluginHarness plugin = started(url)) {
      Database database = plugin.offered(Database.class);
      EventTable table = EventTable.of(database.dialect(), database.client());
      PlaceTable places = new PlaceTable(database.client());
      long fence = places.take("reader", EPOCH).fence();
      PlaceMove hold = new PlaceMove("reader", AT, AT, fence);
      PlaceMove move = new PlaceMove("reader", AT, BEHIND, fence);
      table.insert(List.of(event("known", "1")), hold);
      List<Event> conflicting = List.of(event("new", "1"), event("known", "2"));
      assertThat(table.insert(conflicting, move).conflicts()).containsExactly(1);
      assertThat(places.isAt(move)).as("a conflict keeps the place").isTrue();

      places.take("reader", EPOCH);
      List<Event> few = List.of(event("few", "1"));
      List<Event> conflict = List.of(event("beside a conflict", "1"), event("known", "3"));
      List<Event> many = IntStream.range(0, 3000).mapToObj(i -> event("m" + i, "1")).toList();
      for (List<Event> batch : List.of(few, conflict, many)) {
        for (PlaceMove late : List.of(hold, move)) {
          assertThatThrownBy(() -> table.insert(batch, late)).isInstanceOf(PlaceLost.class);
        }
      }
      try (Connection connection = Transaction.open(database.client());
          Statement statement = connection.createStatement();
          var row = statement.executeQuery("select count(*) from event")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(2);
      }
    }
  }

  private PluginHarness started(String url) throws Exception {
    PluginHarness plugin =
        PluginHarness.of(new DatabasePlugin())
            .settings("holdfast.database.url = \"" + url + "\"")
            .directory(home);
    plugin.start();
    Database database = plugin.offered(Database.class);
    await().until(() -> database.awaitAvailable(Duration.ofSeconds(1)));
    EventTable table = EventTable.of(database.dialect(), database.client());
    database.migrate("event-store", table.migrations());
    return plugin;
  }

  private static Event event(String id, String data) {
    return new Event(
        "source", id, "t", null, null, Instant.EPOCH, new byte[0], data.getBytes(UTF_8));
  }
}

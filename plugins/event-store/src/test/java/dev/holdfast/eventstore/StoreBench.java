package dev.holdfast.eventstore;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.database.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;

/**
 * Rows per second of the event writer beside a bare loop of unnest inserts into a table with only
 * its unique key, interleaved in one run: {@code StoreBench [events a round] [rounds] [sources]
 * [settings in HOCON]}.
 */
final class StoreBench {
  private static final int BATCH = 500;
  private static final String FILL = "x".repeat(220);

  private StoreBench() {}

  public static void main(String[] arguments) throws Exception {
    int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    int sources = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
    String settings = arguments.length > 3 ? arguments[3] : "";
    Path home = Files.createTempDirectory("holdfast-bench");
    try (LocalPostgres postgres = new LocalPostgres(home).start()) {
      double[] bare = new double[rounds];
      double[] ours = new double[rounds];
      double[] embedded = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        bare[round] = bare(postgres.url("postgres"), events);
        ours[round] =
            store(home, postgres.url("postgres"), "pg" + round, events, sources, settings);
        embedded[round] = store(home, "", "lite" + round, events, sources, settings);
        System.out.printf(
            Locale.ROOT,
            "round %d: bare unnest %,.0f rows/s, event-store %,.0f, on SQLite %,.0f%n",
            round + 1,
            bare[round],
            ours[round],
            embedded[round]);
      }
      System.out.printf(
          Locale.ROOT,
          "median: bare unnest %,.0f rows/s, event-store %,.0f (%.2f of it), on SQLite %,.0f%n",
          median(bare),
          median(ours),
          median(ours) / median(bare),
          median(embedded));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String data(int i) {
    return "{\"n\": " + i + ", \"fill\": \"" + FILL + "\"}";
  }

  private static double bare(String url, int events) throws Exception {
    String admin = "jdbc:" + url.replace("postgres@", "") + "?user=postgres";
    try (Connection connection = DriverManager.getConnection(admin);
        var statement = connection.createStatement()) {
      statement.execute("drop table if exists bare");
      statement.execute(
          "create table bare (sequence bigint generated always as identity, source text, id text,"
              + " data jsonb, unique (source, id))");
      long start = System.nanoTime();
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into bare (source, id, data) select s, i, d::jsonb"
                  + " from unnest(?::text[], ?::text[], ?::text[]) as e(s, i, d)"
                  + " on conflict do nothing")) {
        String[] source = new String[BATCH];
        String[] id = new String[BATCH];
        String[] data = new String[BATCH];
        for (int from = 0; from < events; from += BATCH) {
          for (int i = 0; i < BATCH; i++) {
            source[i] = "mount";
            id[i] = "" + (from + i);
            data[i] = data(from + i);
          }
          insert.setObject(1, source);
          insert.setObject(2, id);
          insert.setObject(3, data);
          insert.executeUpdate();
        }
      }
      return events * 1e9 / (System.nanoTime() - start);
    }
  }

  private static double store(
      Path home, String url, String prefix, int events, int sources, String settings)
      throws Exception {
    FakeJournal journal = new FakeJournal(prefix.hashCode());
    Path directory = Files.createDirectories(home.resolve(prefix));
    String all = "holdfast.database.url = \"" + url + "\"\n" + settings;
    try (PluginHarness database = PluginHarness.of(new DatabasePlugin());
        PluginHarness store = PluginHarness.of(new EventStorePlugin())) {
      database.settings(all).directory(directory).start();
      store
          .settings(all)
          .offering(Journal.class, journal)
          .offering(Database.class, database.offered(Database.class))
          .start();
      journal.add(batch(prefix, -1, 0, sources));
      awaitConsumed(journal);
      List<Event> more = batch(prefix, 0, events, sources);
      long start = System.nanoTime();
      journal.add(more);
      awaitConsumed(journal);
      return events * 1e9 / (System.nanoTime() - start);
    }
  }

  private static void awaitConsumed(FakeJournal journal) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(5))
        .until(journal::allConsumed);
  }

  private static List<Event> batch(String prefix, int from, int to, int sources) {
    List<Event> events = new ArrayList<>();
    for (int i = from; i < to; i++) {
      byte[] data = data(i).getBytes(StandardCharsets.UTF_8);
      Instant now = Instant.parse("2026-11-21T10:00:00Z").plusMillis(i);
      String source = "mount" + Math.floorMod(i, sources);
      events.add(new Event(source, prefix + i, "reading", null, now, now, new byte[0], data));
    }
    return events;
  }
}

package dev.holdfast.eventstore;

import static org.awaitility.Awaitility.await;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.server.MemoryBudget;
import dev.holdfast.testkit.LimitedMemory;
import dev.holdfast.testkit.PluginHarness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The plugins of the database and of the store around a journal. */
final class RunningStore implements AutoCloseable {
  /**
   * A small batch makes several of a few events; the prober is quick for the tests' sake. With both
   * indexes every query is served by one.
   */
  private static final String SETTINGS =
      """
      holdfast.database.probe { interval = 200 ms, while-down = 200 ms }
      holdfast.event-store.indexes = [source, type]
      holdfast.event-store { batch-events = 100, first-wait = 50 ms, longest-wait = 1 s }
      """;

  final PluginHarness databasePlugin = PluginHarness.of(new DatabasePlugin());
  final PluginHarness plugin = PluginHarness.of(new EventStorePlugin());
  final LimitedMemory memory = new LimitedMemory(64 << 20);
  final FakeJournal journal;
  final Database database;

  RunningStore(FakeJournal journal, Path directory, String url) throws Exception {
    this(journal, directory, url, "");
  }

  /** With further settings in HOCON. */
  RunningStore(FakeJournal journal, Path directory, String url, String settings) throws Exception {
    this.journal = journal;
    String all = SETTINGS + "holdfast.database.url = \"" + url + "\"\n" + settings;
    databasePlugin.settings(all).directory(directory).start();
    database = databasePlugin.offered(Database.class);
    plugin
        .settings(all)
        .directory(directory)
        .offering(Journal.class, journal)
        .offering(Database.class, database)
        .offering(MemoryBudget.class, memory)
        .start();
  }

  /** The alerts of both plugins, by key. */
  Map<String, Alert> alerts() {
    Map<String, Alert> all = new HashMap<>(databasePlugin.alerts());
    all.putAll(plugin.alerts());
    return all;
  }

  /** The job that removes rows. */
  Job retention() {
    return plugin.contributed(Job.class).getLast();
  }

  /** Waits until the journal is consumed. */
  RunningStore settled() {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(journal::allConsumed);
    return this;
  }

  HttpResponse<String> get(String query) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = plugin.uri("/events" + query);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that asks and does not read the answer; close it. */
  Socket asksAndDoesNotRead(String query) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), plugin.uri("").getPort()));
    String request = "GET /events" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** What {@code holdfast db reconnect} does. */
  HttpResponse<String> reconnect() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = databasePlugin.uri("/admin/database/reconnect");
      HttpRequest post =
          HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
      return client.send(post, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of all rows. */
  List<String> column(String sql) throws SQLException {
    try (Connection connection = database.client().execute().unwrap(Connection.class);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    }
  }

  /** How the database reads a page. */
  String plan(History history, HistoryQuery query) throws SQLException {
    String sql;
    try (Connection connection = database.client().execute().unwrap(Connection.class)) {
      sql =
          history.sql(
              query, EventTable.of(database.dialect(), database.client()).readView(connection));
    }
    String filters =
        sql.replace("sequence > ?", "sequence > 0")
            .replace("<= ?", "<= 999999999998")
            .replace("< ?", "< 999999999999");
    String[] values = {query.source(), query.type()};
    for (String value : values) {
      if (value != null) {
        filters = filters.replaceFirst("= \\?", "= '" + value + "'");
      }
    }
    sql = filters.replace("limit ?", "limit " + query.limit());
    boolean sqlite = database.dialect() == Database.Dialect.SQLITE;
    String explain = sqlite ? "explain query plan " : "explain ";
    try (Connection connection = database.client().execute().unwrap(Connection.class);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(explain + sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(sqlite ? "detail" : "QUERY PLAN"));
      }
      return String.join("\n", lines);
    }
  }

  void run(String sql) throws SQLException {
    try (Connection connection = database.client().execute().unwrap(Connection.class);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Fails when a worker of the plugins had failed. */
  @Override
  public void close() throws Exception {
    try (databasePlugin;
        plugin) {}
  }
}

package dev.holdfast.eventstore;

import static org.awaitility.Awaitility.await;

import dev.holdfast.database.DatabasePlugin;
import dev.holdfast.eventstore.table.EventTable;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Journal;
import io.helidon.webserver.WebServer;
import java.io.IOException;
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
import java.util.List;
import java.util.Objects;

/** Both plugins and a web server around a journal. */
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

  final FakeKernel kernel;
  final FakeJournal journal;
  final Database database;
  private final WebServer web;

  RunningStore(FakeJournal journal, Path directory, String url) {
    this(journal, directory, url, "");
  }

  /** With further settings in HOCON. */
  RunningStore(FakeJournal journal, Path directory, String url, String settings) {
    this.journal = journal;
    String address = "holdfast.database.url = \"" + url + "\"\n";
    kernel = new FakeKernel(directory, SETTINGS + address + settings);
    kernel.offer(Journal.class, journal);
    kernel.start(new DatabasePlugin());
    database = kernel.require(Database.class);
    kernel.start(new EventStorePlugin());
    web =
        WebServer.builder()
            .port(0)
            .routing(routing ->
                routing
                    .register("/events", Objects.requireNonNull(kernel.routes.get("/events")))
                    .register(
                        "/admin/database",
                        Objects.requireNonNull(kernel.routes.get("/admin/database")))
                    .error(
                        ProblemException.class,
                        (request, response, problem) ->
                            response
                                .status(problem.problem().status())
                                .send(problem.problem().sentence())))
            .build()
            .start();
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
      URI uri = URI.create("http://localhost:" + web.port() + "/events" + query);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that asks and does not read the answer; close it. */
  Socket asksAndDoesNotRead(String query) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("localhost", web.port()));
    String request = "GET /events" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** What {@code holdfast db reconnect} does. */
  HttpResponse<String> reconnect() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://localhost:" + web.port() + "/admin/database/reconnect");
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

  @Override
  public void close() throws Exception {
    web.stop();
    kernel.close();
  }
}

package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An unzipped server, producers that go on whatever happens to it, and the table as a tool of
 * somebody else sees it. Whatever happened to the database: in the end each acknowledged event is
 * one row, to the byte, and there is no other row.
 */
final class RestoreGround implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Path base;
  private final String[] settings;
  private final Table table;
  private final List<SteadyProducer> producers;
  private volatile @Nullable UnzippedServer server;

  /** How to reach the database beside the server. */
  interface Table {
    Connection open() throws SQLException;
  }

  private record Row(String id, String data) {}

  RestoreGround(Path base, Table table, String... settings) throws IOException {
    this.base = base;
    this.settings = settings;
    this.table = table;
    start();
    producers =
        Stream.of("north", "south", "west")
            .map(source -> new SteadyProducer(this::address, source))
            .toList();
  }

  private Optional<URI> address() {
    return Optional.ofNullable(server).map(running -> running.uri("/"));
  }

  UnzippedServer server() {
    return Optional.ofNullable(server).orElseThrow();
  }

  void start() throws IOException {
    server = UnzippedServer.start(base, settings);
  }

  void stop() {
    UnzippedServer ending = server();
    server = null;
    assertThat(ending.terminate()).as("asked to end").isEqualTo(143);
    ending.close();
  }

  void kill() {
    UnzippedServer ending = server();
    server = null;
    ending.close();
  }

  /** So many more are acknowledged; stored or not. */
  void awaitMoreAcknowledged(int more) {
    int wanted = acknowledged() + more;
    await().atMost(LIMIT).pollInterval(LOOK_AGAIN).until(() -> acknowledged() >= wanted);
  }

  /** All that is acknowledged now is stored. */
  void awaitStored() {
    int wanted = acknowledged();
    await().atMost(LIMIT).pollInterval(LOOK_AGAIN).ignoreExceptions().until(() -> rows() >= wanted);
  }

  int acknowledged() {
    return producers.stream().mapToInt(SteadyProducer::acknowledged).sum();
  }

  /** Somebody who looks at the health finds this code. */
  void awaitTold(String code) {
    await()
        .atMost(LIMIT)
        .pollInterval(LOOK_AGAIN)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(server().get("/health").body()).contains(code));
  }

  /** Ends the producers, and waits for the last row. */
  void assertRowsAreWhatWasAcknowledged() throws Exception {
    for (SteadyProducer producer : producers) {
      producer.end();
    }
    try {
      awaitStored();
    } finally {
      System.out.println(acknowledged() + " acknowledged, " + rows() + " rows");
    }
    for (SteadyProducer producer : producers) {
      List<Row> rows = rows(producer.source());
      // Sent, and not answered when the producer ended: it may be there.
      String inDoubt = String.valueOf(producer.acknowledged());
      rows.removeIf(row -> row.id().equals(inDoubt));
      assertThat(rows)
          .extracting(Row::id)
          .as(producer.source())
          .containsExactlyInAnyOrderElementsOf(producer.acknowledgedIds());
      assertThat(rows)
          .as("to the byte")
          .allMatch(row -> row.data().equals(SteadyProducer.data(Integer.parseInt(row.id()))));
    }
  }

  long rows() throws SQLException {
    try (Connection connection = table.open();
        PreparedStatement count = connection.prepareStatement("select count(*) from event");
        ResultSet row = count.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<Row> rows(String source) throws SQLException {
    try (Connection connection = table.open();
        PreparedStatement query =
            connection.prepareStatement("select id, data from event where source = ?")) {
      query.setString(1, source);
      List<Row> rows = new ArrayList<>();
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          rows.add(new Row(found.getString(1), found.getString(2)));
        }
      }
      return rows;
    }
  }

  @Override
  public void close() {
    producers.forEach(SteadyProducer::close);
    UnzippedServer running = server;
    if (running != null) {
      running.close();
    }
  }
}

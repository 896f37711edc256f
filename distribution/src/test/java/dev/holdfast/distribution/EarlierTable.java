package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/** The table of version 0.1 as its server left it in PostgreSQL, with any number of rows. */
record EarlierTable(Postgres postgres, String database, String role) {
  /** Of its rows; those that are stored later have other ones. */
  static final String SOURCE = "earlier";

  /** One statement, so that memory does not depend on the number of rows. */
  private static final int CHUNK = 500_000;

  /** What version 0.1 ran, to the byte: the next version compares the checksum. */
  private static final List<String> STATEMENTS =
      List.of(
          """
          create table event (
            sequence bigint generated always as identity primary key,
            source text not null,
            id text not null,
            type text not null,
            subject text,
            time timestamptz,
            received_at timestamptz not null,
            attributes text,
            data jsonb,
            constraint event_once unique (source, id)
          )\
          """,
          "create index event_by_source on event (source, sequence)",
          "create index event_by_type on event (type, sequence)",
          "create index event_by_arrival on event using brin (received_at)");

  private static final String MIGRATIONS =
      """
      create table holdfast_migration (
        owner text not null,
        version integer not null,
        description text not null,
        checksum text not null,
        applied_at timestamptz not null,
        primary key (owner, version)
      )\
      """;

  private static final String MIGRATION =
      "insert into holdfast_migration values ('event-store', 1, 'the table event', ?, now())";

  /** Objects, arrays, numbers and texts, also large and empty ones, and none at all. */
  private static final String ROWS =
      """
      insert into event (source, id, type, subject, time, received_at, attributes, data)
      select ?, i, 'reading.' || i % 7, case when i % 3 = 0 then 'hut ' || i end,
             case when i % 5 <> 0 then timestamptz '2026-01-01' + i * interval '1 ms' end, now(),
             case when i % 11 = 0 then '{"trace":  "' || i || '"}' end,
             case i % 13
               when 0 then null
               when 1 then to_jsonb(i::numeric / 7)
               when 2 then jsonb_build_array(i, null, true, 'ä' || i, '{}'::jsonb)
               when 3 then to_jsonb(repeat('long ', 500))
               else jsonb_build_object('n', i, 'fill', repeat('x', (i % 400)::integer), 'e', 1e-9)
             end
      from generate_series(?, ?) i\
      """;

  private static final String DIGEST =
      """
      select md5(string_agg(md5(concat_ws('|', sequence, source, id, type, subject, time,
               received_at, attributes, data::text)), '' order by sequence))
      from event where source = ?\
      """;

  void create(int rows) throws Exception {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("set session authorization " + role);
      for (String sql : STATEMENTS) {
        statement.execute(sql);
      }
      statement.execute(MIGRATIONS);
      note(connection);
      for (int from = 1; from <= rows; from += CHUNK) {
        fill(connection, from, Math.min(rows, from + CHUNK - 1));
      }
    }
  }

  /** Of every column of every earlier row, in their order. */
  String digest() throws SQLException {
    try (Connection connection = postgres.connect(database);
        PreparedStatement query = connection.prepareStatement(DIGEST)) {
      query.setString(1, SOURCE);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static void note(Connection connection) throws Exception {
    byte[] text = String.join(";\n", STATEMENTS).getBytes(UTF_8);
    byte[] checksum = MessageDigest.getInstance("SHA-256").digest(text);
    try (PreparedStatement insert = connection.prepareStatement(MIGRATION)) {
      insert.setString(1, HexFormat.of().formatHex(checksum));
      insert.executeUpdate();
    }
  }

  private static void fill(Connection connection, int from, int to) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ROWS)) {
      insert.setString(1, SOURCE);
      insert.setInt(2, from);
      insert.setInt(3, to);
      insert.executeUpdate();
    }
  }
}

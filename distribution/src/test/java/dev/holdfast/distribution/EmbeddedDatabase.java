package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The SQLite file of a server, opened beside it as a user would with a tool of their own. */
record EmbeddedDatabase(Path file) {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);

  /** The only one below a base directory, whatever its name. */
  static EmbeddedDatabase below(Path base) {
    try (Stream<Path> files = Files.walk(base.resolve("data"))) {
      List<Path> found =
          files.filter(Files::isRegularFile).filter(EmbeddedDatabase::isOne).toList();
      if (found.size() != 1) {
        throw new AssertionError("one SQLite file was expected, there is " + found);
      }
      return new EmbeddedDatabase(found.getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int rows(String source, String id) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement count =
            connection.prepareStatement("select count(*) from event where source = ? and id = ?")) {
      count.setString(1, source);
      count.setString(2, id);
      try (ResultSet rows = count.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The ids of all events of a source. */
  List<String> ids(String source) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement query =
            connection.prepareStatement("select id from event where source = ?")) {
      query.setString(1, source);
      List<String> ids = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
      }
      return ids;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOne(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

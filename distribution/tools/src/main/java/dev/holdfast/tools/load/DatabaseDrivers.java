package dev.holdfast.tools.load;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The JDBC drivers of the database plugin, for commands that look at a database themselves. */
public final class DatabaseDrivers implements AutoCloseable {
  public static final String POSTGRES = "jdbc:postgresql:";

  private final URLClassLoader loader;

  private DatabaseDrivers(URLClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Reads the jars of a folder.
   *
   * @param plugin the folder of the database plugin, which holds the drivers
   */
  public static DatabaseDrivers of(Path plugin) throws IOException {
    return new DatabaseDrivers(
        new URLClassLoader(jars(plugin), DatabaseDrivers.class.getClassLoader()));
  }

  /**
   * Opens a connection.
   *
   * @param url as JDBC wants it, see {@link #jdbcUrl}
   */
  public Connection connect(String url, Properties properties) throws SQLException {
    for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
      if (driver.acceptsURL(url)) {
        Connection connection = driver.connect(url, properties);
        if (connection != null) {
          return connection;
        }
      }
    }
    throw new SQLException("no driver for this kind of database in the plugin's folder");
  }

  /**
   * A URL as platforms give it, {@code postgresql://user:password@host/name}, as JDBC wants it;
   * several hosts stand with commas between them.
   *
   * @param properties take the user and the password
   */
  public static String jdbcUrl(String url, Properties properties) {
    if (url.startsWith("jdbc:")) {
      return url;
    }
    String rest = url.substring(url.indexOf("://") + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String user = authority.substring(0, at);
      int colon = user.indexOf(':');
      properties.setProperty("user", decoded(colon < 0 ? user : user.substring(0, colon)));
      if (colon >= 0) {
        properties.setProperty("password", decoded(user.substring(colon + 1)));
      }
    }
    return POSTGRES
        + "//"
        + authority.substring(at + 1)
        + (slash < 0 ? "/" : rest.substring(slash));
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  /** Percent signs only: a plus in a password is a plus. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static URL[] jars(Path plugin) throws IOException {
    List<URL> urls = new ArrayList<>();
    try (Stream<Path> files = Files.list(plugin)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".jar")).toList()) {
        urls.add(url(file));
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}

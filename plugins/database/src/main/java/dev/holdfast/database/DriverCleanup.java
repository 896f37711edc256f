package dev.holdfast.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Removes what JDBC drivers leave behind in the process and on disk. */
final class DriverCleanup implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");
  private static final String SQLITE_FOLDER = "org.sqlite.tmpdir";

  /**
   * Names the folder for SQLite's native library, if nobody has, and empties it: the driver unpacks
   * a copy at each start and leaves it there after a kill.
   */
  static void unpackBelow(Path dataDirectory) {
    if (System.getProperty(SQLITE_FOLDER) != null) {
      return;
    }
    Path folder = dataDirectory.resolve("native");
    try {
      Files.createDirectories(folder);
      try (Stream<Path> left = Files.list(folder)) {
        List<Path> files =
            left.filter(file -> file.getFileName().toString().startsWith("sqlite-")).toList();
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the data directory is not writable", e);
    }
    System.setProperty(SQLITE_FOLDER, folder.toString());
  }

  /** Drivers enter themselves into a list of the JDK, which would keep a replaced plugin alive. */
  @Override
  public void close() {
    ClassLoader own = getClass().getClassLoader();
    if (Objects.equals(own, ClassLoader.getSystemClassLoader())) {
      return; // On a plain class path others use the same drivers, and nothing is ever unloaded.
    }
    for (Driver driver : DriverManager.drivers().toList()) {
      if (Objects.equals(driver.getClass().getClassLoader(), own)) {
        try {
          DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
          LOG.log(Level.DEBUG, "a driver stays registered: {0}", e.getMessage());
        }
      }
    }
  }
}

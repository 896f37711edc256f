package dev.holdfast.database.driver;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The files of an embedded database: the database itself, and beside it its write-ahead log and the
 * index of that one. SQLite finds the two by their names. When somebody replaces the database
 * alone, it reads the log of the former one as a part of the new one: rows of both are mixed, and
 * the place of the journal says that none is missing.
 *
 * <p>Files are told apart by their inode numbers; on systems without such only whether they exist.
 * The number of a file that is open is not given to another one. Any thread.
 */
final class SqliteFiles {
  private static final Logger LOG = System.getLogger("dev.holdfast.database");

  private final Path file;
  private volatile @Nullable Identity known;

  /** Null for each that is not there. */
  private record Identity(@Nullable Object file, @Nullable Object log, @Nullable Object index) {}

  SqliteFiles(Path file) {
    this.file = file;
  }

  Path log() {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  Path index() {
    return file.resolveSibling(file.getFileName() + "-shm");
  }

  /** What is there now is the database, from now on; while a connection to it is open. */
  void accept() {
    known = new Identity(identity(file), identity(log()), identity(index()));
  }

  /** Whether a database was accepted before. */
  boolean isKnown() {
    return known != null;
  }

  /** Whether the file is not the one that was accepted; false when none was. */
  boolean isAnother() {
    Identity before = known;
    return before != null && (before.file() == null || !before.file().equals(identity(file)));
  }

  /**
   * Deletes what the former database has left beside another one. Nothing is lost that could be
   * used: a log is worth nothing without its database.
   */
  void deleteLeftovers() throws IOException {
    Identity before = known;
    if (before != null && isAnother()) {
      delete(log(), before.log());
      delete(index(), before.index());
    }
  }

  private static void delete(Path leftover, @Nullable Object former) throws IOException {
    if (former != null && former.equals(identity(leftover))) {
      LOG.log(Level.WARNING, "{0} belongs to a database that is gone, and is deleted", leftover);
      Files.delete(leftover);
    }
  }

  private static @Nullable Object identity(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? "exists" : key;
    } catch (IOException e) {
      return null;
    }
  }
}

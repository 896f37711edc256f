package dev.holdfast.database.driver;

import java.io.IOException;
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
  private final Path file;
  private final KeptLogs kept;
  private volatile @Nullable Identity known;

  /** Null for each that is not there. */
  private record Identity(@Nullable Object file, @Nullable Object log, @Nullable Object index) {}

  SqliteFiles(Path file) {
    this.file = file;
    this.kept = new KeptLogs(log());
  }

  KeptLogs kept() {
    return kept;
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
   * Moves away what the former database has left beside another one, or beside none. That database
   * may only have been moved, and its log can hold commits that it lacks, so the log is kept.
   *
   * @throws IOException the log is where it was
   */
  void moveLeftovers() throws IOException {
    Identity before = known;
    if (before == null || !isAnother()) {
      return;
    }
    if (isFormer(log(), before.log())) {
      if (Files.size(log()) == 0) {
        Files.delete(log());
      } else {
        kept.keep("belongs to the database that was beside it before");
      }
    }
    // It is made from the log.
    if (isFormer(index(), before.index())) {
      Files.delete(index());
    }
  }

  private static boolean isFormer(Path leftover, @Nullable Object former) {
    return former != null && former.equals(identity(leftover));
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

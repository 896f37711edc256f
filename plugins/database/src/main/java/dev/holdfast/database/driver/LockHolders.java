package dev.holdfast.database.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the processes that hold SQLite's locks, from Linux's {@code /proc}; other systems do not
 * show them.
 */
final class LockHolders {
  /**
   * Where in the shared-memory file a writer of a write-ahead log has its lock (SQLite's
   * os_unix.c).
   */
  private static final long WRITER = 120;

  /** Where in the database file all of its locks are, of readers too. */
  static final long FIRST = 0x40000000;

  static final int COUNT = 512;

  /** {@code 1: POSIX ADVISORY WRITE 4711 08:01:123456 120 120}. */
  private static final Pattern LOCK =
      Pattern.compile(
          "\\d+:\\s+\\S+\\s+\\S+\\s+(READ|WRITE)\\s+(\\d+)\\s+\\w+:\\w+:(\\d+)\\s+(\\d+)\\s+(\\w+)");

  private static final Path PROC = Path.of("/proc");

  private LockHolders() {}

  /** For people: {@code the lock is held by pid 4711 (sqlite3)}. */
  static String words(Path database) {
    List<String> holders = of(database);
    return holders.isEmpty()
        ? "who holds the lock is not shown here (lsof " + database + ")"
        : "the lock is held by " + String.join(", ", holders);
  }

  /** Each process that has the lock; empty when that cannot be found out. */
  static List<String> of(Path database) {
    TreeSet<Long> pids = new TreeSet<>();
    try (Stream<String> locks = Files.lines(PROC.resolve("locks"))) {
      long file = inode(database);
      long shared = inode(Path.of(database + "-shm"));
      locks
          .map(LOCK::matcher)
          .filter(Matcher::lookingAt)
          .filter(lock -> lock.group(1).equals("WRITE"))
          .forEach(lock -> {
            long inode = Long.parseLong(lock.group(3));
            if (inode == file || (inode == shared && covers(lock))) {
              pids.add(Long.parseLong(lock.group(2)));
            }
          });
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
    return pids.stream().map(LockHolders::process).toList();
  }

  /**
   * Whether any process has the database open, this one included. False when that cannot be found
   * out, as for a process of another container.
   */
  static boolean isOpen(Path database) {
    try (Stream<String> locks = Files.lines(PROC.resolve("locks"))) {
      long file = inode(database);
      return locks
          .map(LOCK::matcher)
          .filter(Matcher::lookingAt)
          .filter(lock -> Long.parseLong(lock.group(3)) == file)
          .mapToLong(lock -> Long.parseLong(lock.group(4)))
          .anyMatch(first -> first >= FIRST && first < FIRST + COUNT);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static boolean covers(Matcher lock) {
    String end = lock.group(5);
    return Long.parseLong(lock.group(4)) <= WRITER
        && (end.equals("EOF") || Long.parseLong(end) >= WRITER);
  }

  private static long inode(Path file) throws IOException {
    return Files.exists(file) ? (Long) Files.getAttribute(file, "unix:ino") : -1;
  }

  private static String process(long pid) {
    if (pid == ProcessHandle.current().pid()) {
      return "pid " + pid + " (this process)";
    }
    try {
      return "pid " + pid + " (" + Files.readString(PROC.resolve(pid + "/comm")).strip() + ")";
    } catch (IOException e) {
      return "pid " + pid;
    }
  }
}

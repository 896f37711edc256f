package dev.holdfast.database.driver;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The write-ahead logs that lay beside a database to which they do not belong. Their own database
 * may be anywhere, and a log can hold commits that it lacks: so each is kept under a name of its
 * own, and none is deleted or replaced. A person moves them away.
 *
 * <p>For one thread at a time; {@link #words} is for all.
 */
final class KeptLogs {
  /** A log takes 16 MiB usually, and 64 MiB or more behind a large transaction. */
  static final int MOST = 5;

  private static final Logger LOG = System.getLogger("dev.holdfast.database");
  private static final String ASIDE = ".foreign";

  private final Path log;
  private final List<Path> names;
  private volatile List<Path> present;

  /**
   * Creates it.
   *
   * @param log the name that SQLite pairs with the database
   */
  KeptLogs(Path log) {
    this.log = log;
    this.names = IntStream.range(0, MOST).mapToObj(this::name).toList();
    this.present = names.stream().filter(KeptLogs::isThere).toList();
  }

  private Path name(int number) {
    return log.resolveSibling(log.getFileName() + ASIDE + (number == 0 ? "" : "." + number));
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Renames the log.
   *
   * @param reason whose log it is
   * @throws IOException the log is where it was; also when all names are taken
   */
  void keep(String reason) throws IOException {
    Path free = free();
    Files.move(log, free);
    look();
    LOG.log(
        Level.WARNING,
        "{0} {1}. It is kept as {2}. {3}",
        log,
        reason,
        free.getFileName(),
        howToUse(free.getFileName().toString()));
  }

  /** A name for one more log. */
  Path free() throws IOException {
    return names.stream()
        .filter(name -> !isThere(name))
        .findFirst()
        .orElseThrow(() ->
            new IOException(
                MOST
                    + " logs are kept already, the first is "
                    + names.getFirst()
                    + "; move them to another folder, or delete those whose database you do not"
                    + " need"));
  }

  /** People may have moved some away. */
  void look() {
    present = names.stream().filter(KeptLogs::isThere).toList();
  }

  /** For people: which are there, and how one is used; empty when there is none. */
  Optional<String> words() {
    List<Path> now = present;
    if (now.isEmpty()) {
      return Optional.empty();
    }
    String list =
        now.stream().map(path -> path.getFileName().toString()).collect(Collectors.joining(", "));
    return Optional.of(list + ". " + howToUse("one"));
  }

  private String howToUse(String name) {
    String database = log.toString().replaceAll("-wal$", "");
    return "To use "
        + name
        + ": stop the server, put the database that it belongs to back as "
        + database
        + ", and rename "
        + (name.equals("one") ? "it" : name)
        + " to "
        + log.getFileName();
  }
}

package dev.holdfast.testkit.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The programs of PostgreSQL, and the files of a server that nobody has used. Unpacking the
 * programs and {@code initdb} cost seconds of a processor, so a JVM does both once, when it needs
 * them first. They are deleted when the JVM ends, after the hooks that stop servers. Safe for
 * several threads.
 */
final class NewCluster {
  /** What only the server that made the files needs. */
  private static final Set<String> LEFT_OUT = Set.of("epg-lock", "postmaster.opts");

  private NewCluster() {}

  private static final class Made {
    static final Path HOME = make();

    private static Path make() {
      try {
        Path home = Files.createTempDirectory("holdfast-postgres");
        EmbeddedPostgres.builder()
            .setDataDirectory(home.resolve("data"))
            .setOverrideWorkingDirectory(home.toFile())
            .setCleanDataDirectory(false)
            .start()
            .close();
        // What was named first is deleted last, so that a folder is empty by then.
        below(home).forEach(file -> file.toFile().deleteOnExit());
        return home;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The folder of the programs. */
  static Path programs() {
    return Made.HOME;
  }

  /**
   * Copies the files of the server.
   *
   * @param data a folder that does not exist
   */
  static void copyTo(Path data) throws IOException {
    Path made = Made.HOME.resolve("data");
    for (Path file : below(made)) {
      if (!LEFT_OUT.contains(file.getFileName().toString())) {
        // With the permissions: PostgreSQL refuses a folder that others can read.
        Files.copy(file, data.resolve(made.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** A folder and everything in it, each folder before what is in it. */
  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    }
  }
}

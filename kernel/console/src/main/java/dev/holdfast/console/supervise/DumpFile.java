package dev.holdfast.console.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.temporal.ChronoUnit;

/**
 * The one file that a JVM writes its heap to when memory is out. It never writes over an older one,
 * so the file has to go out of the way to be of use once more.
 */
final class DumpFile {
  static final String NAME = "out-of-memory.hprof";

  private final Path file;
  private long size;

  /** Watches the one in this directory. */
  DumpFile(Path logs) {
    this.file = logs.resolve(NAME);
    this.size = file.toFile().length();
  }

  /**
   * Whether it has grown since the last question. A JVM that writes it answers nothing meanwhile,
   * and ends by itself when it has done; it never gets larger than the heap.
   */
  boolean grows() {
    long before = size;
    size = file.toFile().length();
    return size > before;
  }

  /** Names it by its time, as the server does at its start; answers the new name. */
  static Path putAside(Path dump) throws IOException {
    String time =
        Files.getLastModifiedTime(dump).toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    Path aside = dump.resolveSibling("out-of-memory-" + time.replace(":", "") + ".hprof");
    return Files.move(dump, aside, StandardCopyOption.REPLACE_EXISTING);
  }
}

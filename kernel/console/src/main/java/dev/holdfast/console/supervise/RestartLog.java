package dev.holdfast.console.supervise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** {@code logs/restarts.log}: a line for each end, with what follows. One old file is kept. */
record RestartLog(Path file) {
  private static final long MOST_BYTES = 1024 * 1024;

  void write(ServerEnd end, String next) throws IOException {
    Files.createDirectories(file.getParent());
    if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    String line = end.time() + " pid " + end.pid() + " " + end.sentence() + "; " + next;
    Files.write(
        file,
        List.of(line.replaceAll("\\s+", " ")),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}

package dev.holdfast.server.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What JVMs whose memory was out have left in the logs, each as large as the heap. The JVM never
 * writes over such a file: unless it goes out of the way the next one leaves no evidence, and the
 * old one is taken for it.
 */
public final class HeapDumps {
  private static final Logger LOG = System.getLogger("dev.holdfast.process");
  private static final String NAME = "out-of-memory";
  private static final String SUFFIX = ".hprof";

  private HeapDumps() {}

  /**
   * Names the last one by its time; to be called before this process can leave one. A dump that
   * cannot be moved is no reason not to start.
   *
   * @param kept so many stay, the newest ones: a server that falls again and again must not fill a
   *     disk before the job that cleans up comes round
   */
  public static void putAside(Path logs, int kept) {
    try {
      Path last = logs.resolve(NAME + SUFFIX);
      if (Files.exists(last)) {
        String time =
            Files.getLastModifiedTime(last).toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
        Path aside = logs.resolve(NAME + "-" + time.replace(":", "") + SUFFIX);
        Files.move(last, aside, StandardCopyOption.REPLACE_EXISTING);
      }
      for (Path old : oldest(logs, kept)) {
        LOG.log(Level.INFO, () -> old + " makes room for newer heap dumps");
        Files.delete(old);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "the heap dumps in " + logs + " stay as they are: " + e);
    }
  }

  private static List<Path> oldest(Path logs, int kept) throws IOException {
    if (!Files.isDirectory(logs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(logs)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(NAME + "-"))
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted(Comparator.<Path>naturalOrder().reversed())
          .skip(kept)
          .toList();
    }
  }
}

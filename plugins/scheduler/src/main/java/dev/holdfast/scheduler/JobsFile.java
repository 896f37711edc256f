package dev.holdfast.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores the state of all jobs in one small file, which is replaced as a whole. An unreadable file
 * is replaced by a new one; at worst a job then runs early.
 */
final class JobsFile {
  private static final Logger LOG = System.getLogger("dev.holdfast.scheduler");

  /** Makes what was written survive a power cut. */
  interface Forced {
    /** A file's content, or the names in a folder. */
    void force(Path path) throws IOException;
  }

  private final Path directory;
  private final Path file;
  private final Forced disk;
  private Map<String, JobState> written = Map.of();
  private volatile @Nullable Problem trouble;

  JobsFile(Path directory) {
    this(directory, JobsFile::force);
  }

  JobsFile(Path directory, Forced disk) {
    this.directory = directory;
    this.file = directory.resolve("jobs.properties");
    this.disk = disk;
  }

  /** Windows lets no folder be opened. */
  private static void force(Path path) throws IOException {
    boolean folder = Files.isDirectory(path);
    if (!folder || !System.getProperty("os.name", "").startsWith("Windows")) {
      try (FileChannel channel =
          FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /** What was kept, by the name of the job. */
  Map<String, JobState> read() {
    Map<String, JobState> kept = new TreeMap<>();
    if (!Files.exists(file)) {
      return kept;
    }
    Properties lines = new Properties();
    try {
      lines.load(new StringReader(Files.readString(file)));
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          Level.WARNING, "The last runs of jobs are not known: {0} cannot be read: {1}", file, e);
    }
    for (String name : lines.stringPropertyNames()) {
      JobState one = JobState.decode(lines.getProperty(name));
      if (one != null) {
        kept.put(name, one);
      }
    }
    written = Map.copyOf(kept);
    return kept;
  }

  /** Keeps this, if it is not what was kept last. For one thread. */
  void write(Map<String, JobState> now) {
    if (now.equals(written)) {
      return;
    }
    try {
      replace(encode(now), anyPaused(now) || anyPaused(written));
      written = Map.copyOf(now);
      trouble = null;
    } catch (IOException e) {
      Problem problem = SchedulerProblems.notKept(e.toString());
      LOG.log(trouble == null ? Level.WARNING : Level.DEBUG, problem.sentence());
      trouble = problem;
    }
  }

  Optional<Problem> trouble() {
    return Optional.ofNullable(trouble);
  }

  private static boolean anyPaused(Map<String, JobState> all) {
    return all.values().stream().anyMatch(JobState::paused);
  }

  private static byte[] encode(Map<String, JobState> all) throws IOException {
    Properties lines = new Properties();
    all.forEach((name, one) -> lines.setProperty(name, one.encode()));
    StringWriter text = new StringWriter();
    lines.store(text, null);
    return text.toString().getBytes(UTF_8);
  }

  /**
   * Replaces the file.
   *
   * @param safe a pause that a person asked for has to survive a power cut, also each later file
   *     that holds it: one that was only renamed may be empty after it. When a job ran need not,
   *     and the journal has better use for the disk
   */
  private void replace(byte[] text, boolean safe) throws IOException {
    Path fresh = file.resolveSibling("jobs.properties.new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (ByteBuffer bytes = ByteBuffer.wrap(text); bytes.hasRemaining(); ) {
        out.write(bytes);
      }
    }
    if (safe) {
      disk.force(fresh);
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    if (safe) {
      disk.force(directory);
    }
  }
}

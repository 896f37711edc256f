package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.io.StringReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stores the state of all jobs in one small file, which is replaced as a whole and survives a power
 * cut, so a job that a person paused stays paused. An unreadable file is replaced by a new one; at
 * worst a job then runs early.
 */
final class JobsFile {
  private static final Logger LOG = System.getLogger("dev.holdfast.scheduler");

  private final Path file;
  private Map<String, JobState> written = Map.of();
  private volatile @Nullable Problem trouble;

  JobsFile(Path directory) {
    this.file = directory.resolve("jobs.properties");
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

  /** Keeps this, if it is not what was kept last. For one thread at a time. */
  void write(Map<String, JobState> now) {
    if (now.equals(written)) {
      return;
    }
    try {
      AtomicFile.write(file, encode(now), "when jobs ran; written by the scheduler");
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

  private static Properties encode(Map<String, JobState> all) {
    Properties lines = new Properties();
    all.forEach((name, one) -> lines.setProperty(name, one.encode()));
    return lines;
  }
}

package dev.holdfast.spi.job;

import dev.holdfast.spi.ProblemException;
import java.time.Instant;
import java.util.List;

/**
 * Runs the {@link Job}s that plugins contribute. The scheduler plugin offers it to plugins that
 * show or operate jobs; a plugin does not need it to have its job run.
 *
 * <p>All methods may be called from any thread and return at once. A job is named {@code
 * <plugin>/<name>}; each method that takes a name throws a {@link ProblemException} (404) when no
 * running plugin contributes it.
 */
public interface Scheduler {

  /** All jobs, by name. */
  List<JobStatus> jobs();

  /** One job. */
  JobStatus job(String name);

  /**
   * The times at which it will start, as far as is known now; less the jitter.
   *
   * @param most 1 to 100; a fixed delay has only one
   */
  List<Instant> next(String name, int most);

  /** The last runs, the newest first. */
  List<JobRun> history(String name);

  /**
   * Starts a run now, also of a job that is paused. The times of cron stay as they are; a fixed
   * delay begins anew at the end of the run.
   *
   * @return the number that the run will have in the history
   * @throws ProblemException a run is under way (409)
   */
  long runNow(String name);

  /** Lets no further run start by itself, also after a restart of the server. */
  void pause(String name);

  /** Takes {@link #pause} back; what has passed meanwhile is not made up for. */
  void resume(String name);
}

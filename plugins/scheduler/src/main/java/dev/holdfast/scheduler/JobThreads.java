package dev.holdfast.scheduler;

import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.job.Job;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs each job on a fresh thread, up to a fixed number of threads. Guarded by the lock of {@link
 * JobScheduler}; what the threads do is not.
 */
final class JobThreads {
  private static final String NAME = "job ";

  private final int slots;
  private int taken;
  private int leftBehind;
  private boolean closed;

  JobThreads(int slots) {
    this.slots = slots;
  }

  /** Threads of runs that did not end with the scheduler, by the names of their jobs. */
  static Map<String, Thread> leftBehind() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(NAME))
        .collect(
            Collectors.toMap(
                thread -> thread.getName().substring(NAME.length()),
                Function.identity(),
                (one, other) -> one,
                HashMap::new));
  }

  boolean hasFreeSlot() {
    return !closed && taken < slots;
  }

  void close() {
    closed = true;
  }

  /**
   * A thread for a run, which takes a slot until it has {@link #ended}.
   *
   * @param then called on the thread when the run has ended, however it did
   */
  Thread thread(Run run, Consumer<JobResult> then) {
    taken++;
    Job job = run.plan().job();
    Thread thread =
        Thread.ofPlatform()
            .name(NAME + run.plan().name())
            .daemon()
            // Those of whoever asked for the run are none of its business.
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> run(job, then));
    thread.setContextClassLoader(job.getClass().getClassLoader());
    return thread;
  }

  /** An error that nothing can be done about ends the thread, and passes by. */
  private static void run(Job job, Consumer<JobResult> then) {
    JobResult result = JobResult.died();
    try {
      result = JobResult.returned(job.run());
    } catch (InterruptedException e) {
      result = JobResult.interrupted();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      result = JobResult.threw(PlainText.failure(e));
    } finally {
      then.accept(result);
    }
  }

  /** The run does not end: its slot is given to others, unless there are too many like it. */
  void abandoned(Run run) {
    if (leftBehind < slots) {
      leftBehind++;
      taken--;
      run.loseSlot();
    }
  }

  void ended(Run run) {
    if (run.holdsSlot()) {
      taken--;
    } else {
      leftBehind--;
    }
  }
}

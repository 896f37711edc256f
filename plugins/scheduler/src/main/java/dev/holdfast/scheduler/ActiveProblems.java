package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * The problems that need attention now. The key is the name of the job, or a word without a slash
 * for a problem of the scheduler itself.
 */
record ActiveProblems(JobScheduler scheduler, ContributedJobs contributed, JobsFile file) {

  /** The problems of this moment, by key. May be called from any thread. */
  Map<String, Problem> now() {
    Map<String, Problem> all = new TreeMap<>();
    contributed.trouble().ifPresent(problem -> all.put("too-many-jobs", problem));
    file.trouble().ifPresent(problem -> all.put("jobs-file", problem));
    all.putAll(contributed.unknown());
    scheduler
        .jobs()
        .forEach(job -> job.trouble().ifPresent(problem -> all.put(job.name(), problem)));
    return all;
  }
}

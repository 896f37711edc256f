package dev.holdfast.scheduler;

import dev.holdfast.spi.Problem;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a person should know of, each under a name of its own: that of the job, or a word without a
 * slash for what is wrong with all of them.
 */
record ActiveProblems(JobScheduler scheduler, ContributedJobs contributed, JobsFile file) {

  /** Those that are there now. From any thread. */
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

package dev.holdfast.scheduler;

import dev.holdfast.scheduler.cleanup.FilesConfig;
import dev.holdfast.spi.Range;
import java.time.Duration;
import java.util.Map;

/** The block {@code holdfast.scheduler}; what each key means stands in {@code reference.conf}. */
record SchedulerConfig(
    @Range(min = "1", max = "64") int threads,
    @Range(min = "1", max = "10000") int mostJobs,
    @Range(min = "1", max = "1000") int history,
    String zone,
    @Range(min = "1 s", max = "1 d") Duration lateAfter,
    @Range(min = "100 ms", max = "10 m") Duration abandonAfter,
    FilesConfig files,
    Map<String, Map<String, JobSettings>> jobs) {

  JobSettings of(String plugin, String job) {
    return jobs.getOrDefault(plugin, Map.of()).getOrDefault(job, JobSettings.NONE);
  }
}

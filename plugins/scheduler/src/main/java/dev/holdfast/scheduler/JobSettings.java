package dev.holdfast.scheduler;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.job.Job;
import java.time.Duration;
import java.util.Optional;

/** The settings by which the configuration overrides those of the plugin for one job. */
record JobSettings(
    Optional<String> schedule,
    Optional<String> zone,
    @Range(min = "1 s", max = "7 d") Optional<Duration> limit,
    @Range(min = "0 ms", max = "1 d") Optional<Duration> jitter,
    Optional<Job.Missed> missed) {
  static final JobSettings NONE =
      new JobSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}

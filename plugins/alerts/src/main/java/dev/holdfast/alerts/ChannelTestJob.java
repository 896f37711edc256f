package dev.holdfast.alerts;

import dev.holdfast.spi.job.Job;

/**
 * Sends a test on every channel, for people who want to see each morning that they would be told.
 * Runs by hand unless they give it a schedule.
 */
record ChannelTestJob(AlertEngine engine) implements Job {
  @Override
  public String name() {
    return "test";
  }

  @Override
  public String schedule() {
    return "never";
  }

  @Override
  public Missed missed() {
    return Missed.SKIP;
  }

  @Override
  public Report run() {
    return Report.of("sent to " + String.join(", ", engine.test("").channels()));
  }
}

package dev.holdfast.journal.deadletters;

import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.support.ClockLead;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Removes dead letters that are too old. The journal itself needs no job: it keeps within its
 * limits with every append, and its housekeeper looks each second.
 */
public final class DeadLetterCleanUp implements Job {
  private final DeadLetters letters;
  private final Duration age;
  private final InstantSource clock;
  private final ClockLead lead;

  public DeadLetterCleanUp(
      DeadLetters letters, Duration age, InstantSource clock, LongSupplier ticker) {
    this.letters = letters;
    this.age = age;
    this.clock = clock;
    this.lead = new ClockLead(clock, ticker);
  }

  @Override
  public String name() {
    return "dead-letters";
  }

  @Override
  public String schedule() {
    return "@daily";
  }

  @Override
  public Duration jitter() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Report run() throws IOException, InterruptedException {
    if (age.isZero()) {
      return Report.of("every dead letter is kept: journal.dead-letter-retention is 0");
    }
    if (lead.isTooLarge()) {
      throw new ProblemException(JournalProblems.clockAhead(lead.now()));
    }
    long removed = letters.removeOlderThan(clock.instant().minus(age));
    return new Report(
        "removed " + removed + " dead letters older than " + age.toHours() + " h",
        Map.of("removed", removed));
  }
}

package dev.holdfast.scheduler;

import dev.holdfast.spi.job.Job;
import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job that takes its time by a clock that stands still until the test moves it. */
final class SimulatedJob implements Job {
  /** How a run goes. */
  enum Manner {
    WORKS,
    FAILS,
    /** Ends when it is interrupted, and not before. */
    HANGS,
    /** Does not even then, until the test ends. */
    STUBBORN
  }

  static final Duration LIMIT = Duration.ofMinutes(5);

  private final String name;
  private final String schedule;
  private final ManualClock clock;
  private final Manner manner;
  private final Duration takes;
  final List<Instant> starts = new ArrayList<>();
  Duration jitter = Duration.ZERO;
  Missed missed = Missed.RUN_ONCE;
  @Nullable Report report = Report.of("done");
  volatile boolean fails;
  private int inside;
  private int mostInside;
  private boolean released;
  private boolean parked;
  private long moves;

  SimulatedJob(String name, String schedule, ManualClock clock, Manner manner, Duration takes) {
    this.name = name;
    this.schedule = schedule;
    this.clock = clock;
    this.manner = manner;
    this.takes = takes;
  }

  static SimulatedJob quick(String name, String schedule, ManualClock clock) {
    return new SimulatedJob(name, schedule, clock, Manner.WORKS, Duration.ZERO);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String schedule() {
    return schedule;
  }

  @Override
  public Duration limit() {
    return LIMIT;
  }

  @Override
  public Duration jitter() {
    return jitter;
  }

  @Override
  public Missed missed() {
    return missed;
  }

  @Override
  public synchronized Report run() throws InterruptedException {
    starts.add(clock.instant());
    mostInside = Math.max(mostInside, ++inside);
    try {
      if (fails) {
        throw new IllegalStateException("as it was told to");
      }
      return work(clock.instant().plus(takes));
    } finally {
      inside--;
    }
  }

  /** Not every plugin keeps the contract. */
  @SuppressWarnings("NullAway")
  private Report work(Instant end) throws InterruptedException {
    switch (manner) {
      case WORKS -> {
        while (clock.instant().isBefore(end) && !released) {
          park();
        }
      }
      case FAILS -> throw new IllegalStateException("as it always does");
      case HANGS -> {
        while (!released) {
          park();
        }
      }
      case STUBBORN -> {
        while (!released) {
          parkWhateverHappens();
        }
      }
    }
    return report;
  }

  private void park() throws InterruptedException {
    long before = moves;
    parked = true;
    try {
      while (moves == before) {
        wait();
      }
    } finally {
      parked = false;
    }
  }

  private void parkWhateverHappens() {
    try {
      park();
    } catch (InterruptedException e) {
      // That is what makes it stubborn.
    }
  }

  /** The clock has moved. */
  synchronized void wake() {
    parked = false;
    moves++;
    notifyAll();
  }

  synchronized void release() {
    released = true;
    wake();
  }

  boolean isStubborn() {
    return manner == Manner.STUBBORN;
  }

  /** Whether nothing happens in it until the clock moves or somebody interrupts it. */
  synchronized boolean isParked() {
    return parked;
  }

  synchronized int runs() {
    return starts.size();
  }

  synchronized int mostInside() {
    return mostInside;
  }
}

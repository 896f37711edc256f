package dev.holdfast.server.health;

import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.server.Verdict;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one check again and again, never twice at a time. A run that exceeds its limit is reported
 * as down and interrupted; as long as it hangs no other run is started, so that a hanging check
 * costs one thread and not one a round.
 */
final class BackgroundCheck implements AutoCloseable {

  /** Where findings go. */
  interface FindingSink {
    void finding(String name, Verdict verdict, Map<String, Object> details);
  }

  private static final int LONGEST_REASON = 1_000;

  private final String name;
  private final HealthCheck check;
  private final ThreadFactory threads;
  private final HealthConfig config;
  private final FindingSink report;
  private final ScheduledExecutorService scheduler;
  private @Nullable Thread running;
  private @Nullable Future<?> limitWatch;
  private long startedAt;
  private boolean again;
  private boolean closed;

  BackgroundCheck(
      String name,
      HealthCheck check,
      ThreadFactory threads,
      HealthConfig config,
      FindingSink report,
      ScheduledExecutorService scheduler) {
    this.name = name;
    this.check = check;
    this.threads = threads;
    this.config = config;
    this.report = report;
    this.scheduler = scheduler;
  }

  /** Starts a run, unless one is under way; then looks whether that one takes too long. */
  synchronized void round() {
    if (closed) {
      return;
    }
    Thread current = running;
    if (current == null) {
      startedAt = System.nanoTime();
      Thread thread = threads.newThread(this::run);
      running = thread;
      thread.start();
      limitWatch =
          scheduler.schedule(
              () -> giveUp(thread), config.timeLimit().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Starts a run on the scheduler's thread, or another one after the one that is under way. */
  void soon() {
    synchronized (this) {
      if (closed) {
        return;
      }
      again = running != null;
      if (again) {
        return;
      }
    }
    submitRound();
  }

  private void submitRound() {
    try {
      scheduler.execute(this::round);
    } catch (RejectedExecutionException e) {
      // The server is ending: nobody asks any more.
      return;
    }
  }

  /** Called when the limit of a run has passed. */
  private synchronized void giveUp(Thread run) {
    if (!run.equals(running) || closed) {
      return;
    }
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
    report.finding(name, Verdict.DOWN, Map.of(Health.REASON, "no answer within " + waited + " ms"));
    run.interrupt();
  }

  private void run() {
    Verdict verdict;
    Map<String, Object> details;
    long begun = System.nanoTime();
    try {
      HealthCheckResponse response =
          Objects.requireNonNull(check.call(), "the check has answered null");
      verdict = Verdict.of(response);
      details = PlainDetails.of(response.details(), config);
    } catch (Throwable e) {
      OutOfMemory.handOn(e);
      verdict = Verdict.DOWN;
      details = Map.of(Health.REASON, "the check failed: " + PlainText.of(e, LONGEST_REASON));
    }
    boolean inTime = System.nanoTime() - begun < config.timeLimit().toNanos();
    boolean onceMore;
    synchronized (this) {
      running = null;
      onceMore = again;
      again = false;
      if (limitWatch != null) {
        limitWatch.cancel(false);
      }
      if (!closed && inTime) {
        report.finding(name, verdict, details);
      }
    }
    if (onceMore) {
      submitRound();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (running != null) {
      running.interrupt();
    }
  }
}

package dev.holdfast.server.plugin.loading;

import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.PlainText;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs foreign code on a thread of its own. When its time is over it is interrupted, and when that
 * does not help it is left behind: whoever calls goes on in any case.
 */
public final class LimitedCall {
  /** How long code that was interrupted may take to notice. */
  private static final Duration GRACE = Duration.ofMillis(500);

  /** What foreign code does. */
  @FunctionalInterface
  public interface Step {
    /** Does it. */
    void run() throws Exception;
  }

  /** How it ended. */
  public sealed interface Outcome {
    /** In time, without an exception. */
    record Done() implements Outcome {}

    /** By an exception or an error. */
    record Failed(Throwable failure) implements Outcome {}

    /**
     * It took longer than it may.
     *
     * @param stack where it stood then
     * @param ended whether the interrupt has ended it
     */
    record Overdue(Thread thread, String stack, boolean ended) implements Outcome {}
  }

  private LimitedCall() {}

  /** Runs the step and waits for it, at most for the limit and a short grace. */
  public static Outcome run(ThreadFactory threads, Duration limit, Step step) {
    AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    Thread thread =
        threads.newThread(() -> {
          try {
            step.run();
          } catch (Throwable e) {
            OutOfMemory.handOn(e);
            outcome.set(new Outcome.Failed(PlainText.failure(e)));
          }
        });
    thread.start();
    try {
      return thread.join(limit)
          ? Objects.requireNonNullElse(outcome.get(), new Outcome.Done())
          : interrupt(thread);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.interrupt();
      return new Outcome.Overdue(thread, Stack.of(thread), false);
    }
  }

  private static Outcome interrupt(Thread thread) throws InterruptedException {
    String stack = Stack.of(thread);
    thread.interrupt();
    return new Outcome.Overdue(thread, stack, thread.join(GRACE));
  }
}

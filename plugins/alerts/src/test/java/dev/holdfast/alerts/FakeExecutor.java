package dev.holdfast.alerts;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Gives each task to another executor, and has no end. */
final class FakeExecutor extends AbstractExecutorService {
  private final Executor executor;

  FakeExecutor(Executor executor) {
    this.executor = executor;
  }

  /** Runs each task on the thread of its caller. */
  static FakeExecutor sameThread() {
    return new FakeExecutor(Runnable::run);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}

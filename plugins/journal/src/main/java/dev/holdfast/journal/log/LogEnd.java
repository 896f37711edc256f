package dev.holdfast.journal.log;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The durable end of the log. Readers that wait for more records are woken when it moves. */
public final class LogEnd {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private volatile Point point;

  LogEnd(long offset, long ordinal) {
    this.point = new Point(offset, ordinal);
  }

  public Point get() {
    return point;
  }

  void set(long offset, long ordinal) {
    lock.lock();
    try {
      point = new Point(offset, ordinal);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes all who wait, for they may have been closed. */
  public void nudge() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for more than what ends at an offset.
   *
   * @param closed asked after each nudge
   */
  public void awaitBeyond(long offset, long nanos, Closed closed) throws InterruptedException {
    if (point.offset() > offset || nanos <= 0) {
      return;
    }
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (point.offset() <= offset && left > 0 && !closed.isClosed()) {
        left = moved.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A point in the log.
   *
   * @param offset behind the last durable record
   * @param ordinal of the record that comes next
   */
  public record Point(long offset, long ordinal) {}

  /** Whether somebody who waits has been closed. */
  public interface Closed {
    boolean isClosed();
  }
}

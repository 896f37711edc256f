package dev.holdfast.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The groups of one connection that wait for the journal, oldest first, and the number up to which
 * all events are answered. Futures may complete in any order (a refused group overtakes those that
 * wait for the disk), acks may not.
 */
final class AckWindow {
  private final int maxEvents;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition roomier = lock.newCondition();
  private final Deque<Group> waiting = new ArrayDeque<>();
  private long events;
  private long bytes;
  private long upTo;
  private boolean closed;

  AckWindow(int maxEvents, long maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  void add(Group group) {
    lock.lock();
    try {
      waiting.addLast(group);
      events += group.size();
      bytes += group.bytes();
    } finally {
      lock.unlock();
    }
  }

  /** Notes the journal's answer; nacks, if any, are queued before. */
  void settle(Group group, boolean kept) {
    List<CompletableFuture<Void>> done = new ArrayList<>(0);
    lock.lock();
    try {
      events -= group.size();
      bytes -= group.bytes();
      group.settle(kept);
      for (Group head; (head = waiting.peekFirst()) != null && head.isSettled(); ) {
        waiting.removeFirst();
        if (head.isSafe()) {
          upTo = head.last();
        }
        CompletableFuture<Void> waiter = head.waiter();
        if (waiter != null) {
          done.add(waiter);
        }
      }
      roomier.signalAll();
    } finally {
      lock.unlock();
    }
    done.forEach(waiter -> waiter.complete(null));
  }

  /** Complete once every group that is here now has its answer. */
  CompletableFuture<Void> settled() {
    lock.lock();
    try {
      Group last = waiting.peekLast();
      return last == null ? CompletableFuture.completedFuture(null) : last.left();
    } finally {
      lock.unlock();
    }
  }

  /** What an ack may say now: grows only when something became safe. */
  long upTo() {
    lock.lock();
    try {
      return upTo;
    } finally {
      lock.unlock();
    }
  }

  boolean isExceeded() {
    lock.lock();
    try {
      return exceeded();
    } finally {
      lock.unlock();
    }
  }

  private boolean exceeded() {
    // Groups that the journal refused at once stay in line behind one that hangs: a limit, too.
    return !closed && (events > maxEvents || bytes > maxBytes || waiting.size() > maxEvents);
  }

  /** Waits until there is room again; false when the wait was in vain. */
  boolean awaitRoom(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (exceeded()) {
        if (left <= 0) {
          return false;
        }
        left = roomier.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody has to wait any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      roomier.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

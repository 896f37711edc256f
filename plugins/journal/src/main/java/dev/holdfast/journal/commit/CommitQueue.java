package dev.holdfast.journal.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The groups that wait for the disk, bounded in what they cost in memory. Any thread offers, one
 * takes.
 *
 * <p>The cost of a group counts until it is {@linkplain #release released}, so that the bound holds
 * for what is being written too.
 */
final class CommitQueue {
  private final ConcurrentLinkedQueue<Group> groups = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long limit;
  private volatile @Nullable Thread waiting;

  /**
   * Creates a queue.
   *
   * @param limit bytes of the heap
   */
  CommitQueue(long limit) {
    this.limit = limit;
  }

  /** Queues a group; false when there is no room. A group alone may be of any size. */
  boolean offer(Group group) {
    long size = group.heapBytes();
    long sum = bytes.addAndGet(size);
    if (sum > limit && sum != size) {
      bytes.addAndGet(-size);
      return false;
    }
    groups.add(group);
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  /**
   * Takes what is queued now, at least one group if there is one.
   *
   * @param mostBytes on disk; no further group is taken that would exceed them
   */
  List<Group> take(long mostBytes) {
    List<Group> taken = new ArrayList<>();
    long sum = 0;
    Group head = groups.peek();
    while (head != null && (taken.isEmpty() || sum + head.batch().bytes() <= mostBytes)) {
      groups.remove();
      taken.add(head);
      sum += head.batch().bytes();
      head = groups.peek();
    }
    return taken;
  }

  /** Waits until something is queued, but not longer than so many nanoseconds. */
  void await(long nanos) {
    waiting = Thread.currentThread();
    try {
      if (groups.isEmpty()) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      waiting = null;
    }
  }

  /** Makes room again. */
  void release(List<Group> done) {
    long sum = 0;
    for (Group group : done) {
      sum += group.heapBytes();
    }
    bytes.addAndGet(-sum);
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  long limit() {
    return limit;
  }

  /** What waits now, in bytes of the heap. */
  long bytes() {
    return bytes.get();
  }
}

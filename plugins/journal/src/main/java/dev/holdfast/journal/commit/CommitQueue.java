package dev.holdfast.journal.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The append requests that wait for the disk, limited by the heap they take. Any thread offers, one
 * takes.
 *
 * <p>A request counts until it is {@linkplain #release released}, so the limit includes the
 * requests that are being written.
 */
final class CommitQueue {
  private final ConcurrentLinkedQueue<AppendRequest> requests = new ConcurrentLinkedQueue<>();
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

  /** Queues a request; false when there is no room. A request alone may be of any size. */
  boolean offer(AppendRequest request) {
    long size = request.heapBytes();
    long sum = bytes.addAndGet(size);
    if (sum > limit && sum != size) {
      bytes.addAndGet(-size);
      return false;
    }
    requests.add(request);
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  /**
   * Takes what is queued now, at least one request if there is one.
   *
   * @param mostBytes on disk; no further request is taken that would exceed them
   */
  List<AppendRequest> take(long mostBytes) {
    List<AppendRequest> taken = new ArrayList<>();
    long sum = 0;
    AppendRequest head = requests.peek();
    while (head != null && (taken.isEmpty() || sum + head.batch().bytes() <= mostBytes)) {
      requests.remove();
      taken.add(head);
      sum += head.batch().bytes();
      head = requests.peek();
    }
    return taken;
  }

  /** Waits until something is queued, but not longer than so many nanoseconds. */
  void await(long nanos) {
    waiting = Thread.currentThread();
    try {
      if (requests.isEmpty()) {
        LockSupport.parkNanos(this, nanos);
      }
    } finally {
      waiting = null;
    }
  }

  /** Makes room again. */
  void release(List<AppendRequest> done) {
    long sum = 0;
    for (AppendRequest request : done) {
      sum += request.heapBytes();
    }
    bytes.addAndGet(-sum);
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  long limit() {
    return limit;
  }

  /** What waits now, in bytes of the heap. */
  long bytes() {
    return bytes.get();
  }
}

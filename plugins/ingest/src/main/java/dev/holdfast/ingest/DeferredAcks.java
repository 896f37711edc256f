package dev.holdfast.ingest;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends acks that were deferred because the previous ack was still being written. So many commits
 * become one frame to a client that reads slowly, and the journal's thread never waits.
 */
final class DeferredAcks {
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final long PAUSE_NANOS = 500_000;

  private final BlockingQueue<IngestSession> deferred;

  /**
   * Creates the queue.
   *
   * @param sessions so many at most are open, and each stands in the queue once
   */
  DeferredAcks(int sessions) {
    // Closing sessions may overlap with new ones, hence twice as many.
    this.deferred = new ArrayBlockingQueue<>(2 * sessions);
  }

  /** Queues a session; false when the queue is full. */
  boolean add(IngestSession session) {
    return deferred.offer(session);
  }

  /** One round over those that are deferred. */
  void step() throws InterruptedException {
    IngestSession first = deferred.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    int round = deferred.size();
    boolean again = first != null && !first.retryAck();
    for (int i = 0; i < round; i++) {
      IngestSession next = deferred.poll();
      again |= next != null && !next.retryAck();
    }
    if (again) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}

package dev.holdfast.journal.commit;

import dev.holdfast.journal.commit.Refusals.Reason;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.journal.log.Timelines;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit: takes all that is queued, writes it in one go, forces, and completes the futures;
 * what queued meanwhile is the next round. There is no waiting for more, so one producer alone pays
 * one fsync, and many share one.
 *
 * <p>Any thread queues; one worker calls {@link #step}.
 */
public final class Committer {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final SegmentedLog log;
  private final Timelines timelines;
  private final SegmentRetention retention;
  private final Refusals refusals;
  private final CommitQueue queue;
  private final long mostBytes;
  private final ReentrantLock committing = new ReentrantLock();
  private volatile boolean closed;
  private boolean finished;

  public Committer(
      SegmentedLog log,
      Timelines timelines,
      SegmentRetention retention,
      Refusals refusals,
      JournalConfig config) {
    this.log = log;
    this.timelines = timelines;
    this.retention = retention;
    this.refusals = refusals;
    this.queue = new CommitQueue(config.effectiveQueueSize(Runtime.getRuntime().maxMemory()));
    this.mostBytes = config.commitSize().bytes();
  }

  /** Queues records as one request. */
  public CompletableFuture<Position> queue(RecordBatch batch) {
    if (closed) {
      return refused(Reason.CLOSED, JournalProblems.closed());
    }
    AppendRequest request = new AppendRequest(batch, new CompletableFuture<>());
    if (!queue.offer(request)) {
      return refused(Reason.QUEUE, JournalProblems.queueFull(queue.limit()));
    }
    if (closed) {
      commit(); // Nobody else may come to do it.
    }
    return request.done();
  }

  /** Refuses a request that was never queued. */
  public CompletableFuture<Position> refused(Reason reason, ProblemException why) {
    refusals.count(reason, why);
    return CompletableFuture.failedFuture(why);
  }

  /** The bytes of the heap that wait for the disk. */
  public long queuedBytes() {
    return queue.bytes();
  }

  /** One round: waits a moment for something to do, and does it. */
  public void step() throws InterruptedException {
    if (queue.isEmpty()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      queue.await(TICK.toNanos());
    }
    commit();
  }

  /** Refuses new requests and keeps those that are queued. */
  public void close() {
    closed = true;
    while (!queue.isEmpty()) {
      commit();
    }
    committing.lock();
    try {
      finished = true;
    } finally {
      committing.unlock();
    }
  }

  /**
   * Looks after the log's files between two requests; not while a request takes long.
   *
   * @return what was found, in words; empty when all is well
   */
  public String checkFiles() throws IOException, InterruptedException {
    if (!committing.tryLock(TICK.toNanos(), TimeUnit.NANOSECONDS)) {
      return "";
    }
    try {
      return finished ? "" : log.checkFiles();
    } finally {
      committing.unlock();
    }
  }

  private void commit() {
    committing.lock();
    try {
      List<AppendRequest> requests = queue.take(mostBytes);
      if (!requests.isEmpty()) {
        try {
          commit(requests);
        } finally {
          queue.release(requests);
          requests.forEach(Committer::endAfterAnError);
        }
      }
    } finally {
      committing.unlock();
    }
  }

  /** Nobody waits for ever; after a commit without an error nothing is left to end. */
  private static void endAfterAnError(AppendRequest request) {
    if (!request.done().isDone()) {
      request.done().completeExceptionally(JournalProblems.closed());
    }
  }

  private void commit(List<AppendRequest> requests) {
    if (finished) {
      refuse(requests, Reason.CLOSED, JournalProblems.closed());
      return;
    }
    ProblemException refusal = retention.refuse(bytes(requests));
    int fitting = refusal == null ? requests.size() : fitting(requests);
    if (fitting > 0) {
      append(requests.subList(0, fitting));
    }
    if (refusal != null) {
      boolean full = JournalProblems.FULL.code().equals(refusal.problem().code());
      refuse(requests.subList(fitting, requests.size()), full ? Reason.SIZE : Reason.DISK, refusal);
    }
  }

  private void append(List<AppendRequest> requests) {
    try {
      timelines.begin();
      long offset = log.append(requests.stream().map(AppendRequest::batch).toList());
      refusals.over();
      for (AppendRequest request : requests) {
        offset += request.batch().bytes();
        request.done().complete(new Position(log.epoch(), offset));
      }
    } catch (IOException e) {
      refuse(requests, Reason.FAILURE, JournalProblems.disk(e));
    }
  }

  /** How many requests, from the first on, there is room for. */
  private int fitting(List<AppendRequest> requests) {
    int fits = 0;
    int fitsNot = requests.size();
    while (fitsNot - fits > 1) {
      int middle = (fits + fitsNot) >>> 1;
      if (retention.refuse(bytes(requests.subList(0, middle))) == null) {
        fits = middle;
      } else {
        fitsNot = middle;
      }
    }
    return fits;
  }

  private void refuse(List<AppendRequest> requests, Reason reason, ProblemException why) {
    for (AppendRequest request : requests) {
      refusals.count(reason, why);
      request.done().completeExceptionally(why);
    }
  }

  private static long bytes(List<AppendRequest> requests) {
    long sum = 0;
    for (AppendRequest request : requests) {
      sum += request.batch().bytes();
    }
    return sum;
  }
}

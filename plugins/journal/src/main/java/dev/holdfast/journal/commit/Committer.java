package dev.holdfast.journal.commit;

import dev.holdfast.journal.commit.Refusals.Reason;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.journal.log.SegmentedLog;
import dev.holdfast.spi.Position;
import dev.holdfast.spi.ProblemException;
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
  private final Retention retention;
  private final Refusals refusals;
  private final CommitQueue queue;
  private final long mostBytes;
  private final ReentrantLock committing = new ReentrantLock();
  private volatile boolean closed;
  private boolean finished;

  public Committer(SegmentedLog log, Retention retention, Refusals refusals, JournalConfig config) {
    this.log = log;
    this.retention = retention;
    this.refusals = refusals;
    this.queue = new CommitQueue(config.effectiveQueueSize(Runtime.getRuntime().maxMemory()));
    this.mostBytes = config.commitSize().bytes();
  }

  /** Queues records as one group. */
  public CompletableFuture<Position> queue(RecordBatch batch) {
    if (closed) {
      return refused(Reason.CLOSED, JournalProblems.closed());
    }
    Group group = new Group(batch, new CompletableFuture<>());
    if (!queue.offer(group)) {
      return refused(Reason.QUEUE, JournalProblems.queueFull(queue.limit()));
    }
    if (closed) {
      commit(); // Nobody else may come to do it.
    }
    return group.done();
  }

  /** Refuses a group that was never queued. */
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

  /** Refuses new groups and keeps those that are queued. */
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
   * Looks after the log's files between two groups; not while a group takes long.
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
      List<Group> groups = queue.take(mostBytes);
      if (!groups.isEmpty()) {
        try {
          commit(groups);
        } finally {
          queue.release(groups);
          // Also after an error nobody waits for ever; most are completed already.
          groups.forEach(group -> group.done().completeExceptionally(JournalProblems.closed()));
        }
      }
    } finally {
      committing.unlock();
    }
  }

  private void commit(List<Group> groups) {
    if (finished) {
      refuse(groups, Reason.CLOSED, JournalProblems.closed());
      return;
    }
    ProblemException refusal = retention.refuse(bytes(groups));
    int fitting = refusal == null ? groups.size() : fitting(groups);
    if (fitting > 0) {
      append(groups.subList(0, fitting));
    }
    if (refusal != null) {
      boolean full = JournalProblems.FULL.code().equals(refusal.problem().code());
      refuse(groups.subList(fitting, groups.size()), full ? Reason.SIZE : Reason.DISK, refusal);
    }
  }

  private void append(List<Group> groups) {
    try {
      long offset = log.append(groups.stream().map(Group::batch).toList());
      refusals.over();
      for (Group group : groups) {
        offset += group.batch().bytes();
        group.done().complete(new Position(log.epoch(), offset));
      }
    } catch (IOException e) {
      refuse(groups, Reason.FAILURE, JournalProblems.disk(e));
    }
  }

  /** How many groups, from the first on, there is room for. */
  private int fitting(List<Group> groups) {
    int fits = 0;
    int fitsNot = groups.size();
    while (fitsNot - fits > 1) {
      int middle = (fits + fitsNot) >>> 1;
      if (retention.refuse(bytes(groups.subList(0, middle))) == null) {
        fits = middle;
      } else {
        fitsNot = middle;
      }
    }
    return fits;
  }

  private void refuse(List<Group> groups, Reason reason, ProblemException why) {
    for (Group group : groups) {
      refusals.count(reason, why);
      group.done().completeExceptionally(why);
    }
  }

  private static long bytes(List<Group> groups) {
    long sum = 0;
    for (Group group : groups) {
      sum += group.batch().bytes();
    }
    return sum;
  }
}

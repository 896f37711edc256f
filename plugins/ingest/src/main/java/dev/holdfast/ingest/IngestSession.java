package dev.holdfast.ingest;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.ingest.envelope.EventIds;
import dev.holdfast.ingest.envelope.EventReader;
import dev.holdfast.ingest.envelope.Outcome;
import dev.holdfast.ingest.envelope.Outcome.Reason;
import dev.holdfast.ingest.envelope.Outcome.Refused;
import dev.holdfast.ingest.envelope.Outcome.Taken;
import dev.holdfast.ingest.envelope.UnreadableMessage;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketSession;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.support.TokenBucket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One producer's connection. What one read of the socket brings goes to the journal as one group;
 * the reader does not wait for it, until more than a window of events is on the way.
 */
final class IngestSession implements WebSocketListener {
  private static final int POLICY = 1008;
  private static final int TOO_BIG = 1009;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int TOO_MANY = 4429;
  private static final int SERVER_ERROR = 500;
  private static final Duration SOON = Duration.ofSeconds(1);

  /** What all sessions share. */
  record Shared(
      Journal journal, IngestConfig config, IngestMeters meters, DeferredAcks deferredAcks) {}

  private final Shared shared;
  private final WebSocketSession session;
  private final Protocol protocol;
  private final EventReader reader;
  private final EventIds ids;
  private final TokenBucket rate;
  private final AckWindow window;
  private final AtomicBoolean deferred = new AtomicBoolean();

  /** Nothing more is taken. */
  private final AtomicBoolean over = new AtomicBoolean();

  /** Nothing more is acknowledged. */
  private final AtomicBoolean mute = new AtomicBoolean();

  private Group group = new Group(1);
  private long acked;

  IngestSession(
      Shared shared, WebSocketSession session, EventReader reader, EventIds ids, TokenBucket rate) {
    this.shared = shared;
    this.session = session;
    this.protocol = Protocol.of(session.subprotocol());
    this.reader = reader;
    this.ids = ids;
    this.rate = rate;
    this.window = new AckWindow(shared.config().window(), shared.config().windowBytes().bytes());
    shared.meters().opened();
  }

  private boolean answers() {
    return protocol == Protocol.HOLDFAST_V1;
  }

  @Override
  public void text(ByteBuffer utf8) {
    if (over.get()) {
      // The close that is on its way says that nothing behind its cause is taken.
      shared.meters().refusedAtOnce(protocol, IngestProblems.CLOSED, Reason.CLOSED, 1);
      return;
    }
    byte[] array = utf8.array();
    int offset = utf8.arrayOffset() + utf8.position();
    try {
      List<Outcome> outcomes = reader.read(array, offset, utf8.remaining(), protocol.form(), ids);
      Optional<Duration> wait = rate.take(outcomes.size());
      if (wait.isPresent()) {
        refuseForRate(outcomes.size(), wait);
      } else {
        outcomes.forEach(this::take);
      }
    } catch (UnreadableMessage e) {
      refuseMessage(e, isArray(array, offset, utf8.remaining()));
    }
    // One message can hold more than a window; memory is bounded by a window and one message.
    if (group.size() >= shared.config().window()) {
      drained();
    }
  }

  private static boolean isArray(byte[] array, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (array[i] > ' ') {
        return array[i] == '[';
      }
    }
    return false;
  }

  private void take(Outcome outcome) {
    switch (outcome) {
      case Taken(var event) -> group.take(event);
      case Refused(Problem problem, Reason reason) -> refuse(problem, reason, Optional.empty());
    }
  }

  private void refuseForRate(int count, Optional<Duration> wait) {
    String why = "the limit is " + shared.config().rateLimit() + " events/s";
    for (int i = 0; i < count; i++) {
      refuse(IngestProblems.RATE.because(why), Reason.RATE, wait);
    }
  }

  /** A number is used up; the connection goes on where the sub-protocol can say so. */
  private void refuse(Problem problem, Reason reason, Optional<Duration> retryAfter) {
    shared.meters().refusedAtOnce(protocol, problem, reason, 1);
    group.refuse();
    if (answers()) {
      nack(group.last(), problem, retryAfter);
    } else {
      close(codeFor(reason), problem);
    }
  }

  /**
   * Nobody knows how many events were in a broken array, so numbers would mean nothing after it.
   */
  private void refuseMessage(UnreadableMessage e, boolean isArray) {
    refuse(e.problem(), e.reason(), Optional.empty());
    if (isArray) {
      close(codeFor(e.reason()), e.problem());
    }
  }

  private static int codeFor(Reason reason) {
    return switch (reason) {
      case UNREADABLE, INVALID -> POLICY;
      case TOO_LARGE -> TOO_BIG;
      case RATE -> TOO_MANY;
      case JOURNAL_FULL, JOURNAL_FAILED, CLOSED -> TRY_AGAIN_LATER;
    };
  }

  private void nack(long event, Problem problem, Optional<Duration> retryAfter) {
    if (!session.offer(Frames.nack(event, problem, retryAfter))
        && mute.compareAndSet(false, true)) {
      // Without this nack a later ack would cover the event: the client must not get one.
      over.set(true);
      session.close(TRY_AGAIN_LATER, "nacks are not read");
    }
  }

  /** From the reading thread: what was taken before the mistake is kept. */
  private void close(int code, Problem problem) {
    if (over.compareAndSet(false, true)) {
      submit();
      session.close(code, Frames.closeReason(problem));
    }
  }

  @Override
  public void drained() {
    submit();
    if (window.isExceeded()) {
      holdBack();
    }
  }

  private void submit() {
    Group full = group;
    group = new Group(full.last() + 1);
    if (full.size() == 0) {
      return; // Nothing, or only what has its nack already.
    }
    window.add(full);
    long handedOver = shared.meters().handedOver(protocol, full.size());
    CompletableFuture<Position> _ =
        append(shared.journal(), full.handOver())
            .whenComplete((end, failure) -> settle(full, handedOver, failure));
  }

  static CompletableFuture<Position> append(Journal journal, List<Event> events) {
    try {
      return journal.append(events);
    } catch (
        RuntimeException e) { // A journal that has stopped: told to the producer like any other.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void holdBack() {
    shared.meters().holdsBack(true);
    try {
      if (!window.awaitRoom(shared.config().holdBack().toNanos())) {
        String why = "no room for " + shared.config().holdBack().toMillis() + " ms";
        close(TRY_AGAIN_LATER, IngestProblems.HELD_BACK.because(why));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close(TRY_AGAIN_LATER, IngestProblems.HELD_BACK.because("the server stops"));
    } finally {
      shared.meters().holdsBack(false);
    }
  }

  /** On the journal's thread: must not block. */
  private void settle(Group settled, long handedOver, @Nullable Throwable failure) {
    int count = settled.size();
    if (failure == null) {
      shared.meters().kept(protocol, count, handedOver);
    } else {
      refuseGroup(settled, failure);
    }
    window.settle(settled, failure == null);
    if (answers() && !sendAck(false)) {
      retryLater();
    }
  }

  @Override
  public CompletionStage<?> settled() {
    return window
        .settled()
        .thenRun(() -> {
          if (answers()) {
            sendAck(true);
          }
        });
  }

  private void refuseGroup(Group refused, Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    Reason reason = cause instanceof JournalFull ? Reason.JOURNAL_FULL : Reason.JOURNAL_FAILED;
    Problem problem = problemOf(cause);
    Optional<Duration> again = retryAfter(cause);
    shared.meters().notKept(problem, reason, refused.size());
    if (answers()) {
      refused.forEachTaken(number -> nack(number, problem, again));
    } else if (over.compareAndSet(false, true)) {
      session.close(TRY_AGAIN_LATER, Frames.closeReason(problem));
    }
  }

  /** When to try again: never, where the journal says that the event itself is at fault. */
  static Optional<Duration> retryAfter(@Nullable Throwable cause) {
    if (cause instanceof ProblemException known) {
      boolean permanent = known.problem().status() < SERVER_ERROR;
      return permanent ? known.retryAfter() : known.retryAfter().or(() -> Optional.of(SOON));
    }
    return Optional.of(SOON);
  }

  static Problem problemOf(@Nullable Throwable cause) {
    return cause instanceof ProblemException known
        ? known.problem()
        : IngestProblems.NOT_KEPT.because(String.valueOf(cause));
  }

  /**
   * Sends one ack for all that is safe.
   *
   * @param last whether a close follows, so that it cannot wait until the one before is written
   * @return false when it cannot go now, but maybe later
   */
  private synchronized boolean sendAck(boolean last) {
    long upTo = window.upTo();
    if (upTo <= acked || mute.get()) {
      return true;
    }
    if ((session.queuedBytes() > 0 && !last) || !session.offer(Frames.ack(upTo))) {
      return last;
    }
    acked = upTo;
    return true;
  }

  private void retryLater() {
    if (deferred.compareAndSet(false, true) && !shared.deferredAcks().add(this)) {
      deferred.set(false);
    }
  }

  /** By the worker that sends deferred acks; false when it is still too early. */
  boolean retryAck() {
    deferred.set(false);
    if (sendAck(false)) {
      return true;
    }
    retryLater();
    return false;
  }

  @Override
  public void closed(int code, String reason) {
    over.set(true);
    mute.set(true);
    window.close();
    shared.meters().closed();
  }
}

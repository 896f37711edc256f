package dev.holdfast.ingest;

import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.MemoryRelief;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Keeps answers by Idempotency-Key and evicts the oldest first. It does not survive a restart, and
 * need not: the ids of events without one are derived from key and body, so that a repeat meets the
 * database's unique source and id. So the older half may go when memory is short, too: repeats come
 * soon, and what one that comes late costs is a second record in the journal.
 */
final class IdempotencyCache implements MemoryRelief {
  /** Of one answer: two digests of 64 characters, a promise, a time, and their place in the map. */
  private static final long BYTES = 400;

  private final int limit;
  private final Duration age;
  private final InstantSource clock;
  private final Map<String, CachedAnswer> byKey = new LinkedHashMap<>();
  private final LongAdder forgotten = new LongAdder();

  private record CachedAnswer(String body, CompletableFuture<Integer> accepted, Instant at) {}

  IdempotencyCache(int limit, Duration age, InstantSource clock) {
    this.limit = limit;
    this.age = age;
    this.clock = clock;
  }

  /**
   * The answer to a request, made only once for a key; a repeat that comes while the first is on
   * its way shares its answer. A failed one is forgotten, so that it can be tried again.
   *
   * @param body what tells bodies apart
   * @throws ProblemException the key came with another body before, or {@code answer} failed
   */
  CompletableFuture<Integer> once(
      String key, String body, Supplier<CompletableFuture<Integer>> answer) {
    if (limit == 0) {
      return answer.get();
    }
    CompletableFuture<Integer> promise = new CompletableFuture<>();
    synchronized (this) {
      forgetOlderThan(clock.instant().minus(age), Integer.MAX_VALUE);
      CachedAnswer before = byKey.get(key);
      if (before != null && !before.accepted().isCompletedExceptionally()) {
        if (!before.body().equals(body)) {
          throw new ProblemException(IngestProblems.KEY_REUSED);
        }
        return before.accepted();
      }
      byKey.remove(key);
      forgetOlderThan(Instant.MIN, limit - 1);
      byKey.put(key, new CachedAnswer(body, promise, clock.instant()));
    }
    try {
      CompletableFuture<Integer> _ =
          answer
              .get()
              .whenComplete((accepted, failure) -> {
                if (failure == null) {
                  promise.complete(accepted);
                } else {
                  promise.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      promise.completeExceptionally(e);
    }
    return promise;
  }

  private void forgetOlderThan(Instant oldest, int most) {
    Iterator<CachedAnswer> all = byKey.values().iterator();
    while (all.hasNext()) {
      CachedAnswer first = all.next();
      if (byKey.size() <= most && !first.at().isBefore(oldest)) {
        return;
      }
      all.remove();
      forgotten.increment();
    }
  }

  /** One that is on its way stays: its repeat would be done at the same time. */
  @Override
  public synchronized long release() {
    int before = byKey.size();
    int most = before / 2;
    Iterator<CachedAnswer> all = byKey.values().iterator();
    while (all.hasNext() && byKey.size() > most) {
      if (all.next().accepted().isDone()) {
        all.remove();
      }
    }
    int gone = before - byKey.size();
    forgotten.add(gone);
    return gone * BYTES;
  }

  /** How many were forgotten for their age, their number, or want of memory. */
  long forgotten() {
    return forgotten.sum();
  }

  synchronized int size() {
    return byKey.size();
  }
}

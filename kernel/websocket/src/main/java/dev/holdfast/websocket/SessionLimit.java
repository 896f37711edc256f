package dev.holdfast.websocket;

import java.util.concurrent.atomic.AtomicInteger;

/** A limited number of places for sessions. */
final class SessionLimit {
  private final AtomicInteger taken = new AtomicInteger();
  private final int limit;

  SessionLimit(int limit) {
    this.limit = limit;
  }

  boolean take() {
    if (taken.incrementAndGet() > limit) {
      taken.decrementAndGet();
      return false;
    }
    return true;
  }

  void giveBack() {
    taken.decrementAndGet();
  }

  int taken() {
    return taken.get();
  }

  int limit() {
    return limit;
  }
}

package dev.holdfast.server.websocket;

import java.util.concurrent.atomic.AtomicInteger;

/** A limited number of places for sessions. */
final class Places {
  private final AtomicInteger taken = new AtomicInteger();
  private final int limit;

  Places(int limit) {
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

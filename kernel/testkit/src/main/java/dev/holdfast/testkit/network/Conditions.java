package dev.holdfast.testkit.network;

import dev.holdfast.testkit.network.FaultyNetwork.Direction;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the network does to bytes at present; every connection asks here before it sends. */
final class Conditions {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Set<Direction> held = Set.of();
  private Duration delay = Duration.ZERO;

  void set(Set<Direction> heldNow, Duration delayNow) {
    lock.lock();
    try {
      held = Set.copyOf(heldNow);
      delay = delayNow;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when bytes that came in at a time may go out. */
  void awaitDeparture(Direction direction, long arrivedNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (held.contains(direction)) {
          changed.await();
          continue;
        }
        long rest = arrivedNanos + delay.toNanos() - System.nanoTime();
        if (rest <= 0) {
          return;
        }
        changed.awaitNanos(rest);
      }
    } finally {
      lock.unlock();
    }
  }
}

package dev.holdfast.websocket;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.MemoryBudget;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client, bounded in bytes, and the one thread that writes it.
 *
 * <p>The thread lives only while something waits, so an idle session costs nothing, and it joins
 * what waits into writes of up to 32 KiB: 40 times the rate of single writes when there is much.
 * Nobody else ever blocks on the socket: not the sender of a message, not who closes the session.
 * That a client does not read shows as a write that takes too long; {@link Connection} watches it.
 */
final class Outbound {
  private static final int JOINED = 32 * 1024;
  private static final int SMALLEST = 256;

  /** Counted for each message besides its payload: the largest header. */
  private static final int HEADER = 10;

  private static final int LARGEST_CONTROL = 127;
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final byte[] EMPTY = {};

  /** What may wait without being reserved: answers of a few bytes are no matter of memory. */
  private static final long UNRESERVED = 64 * 1024;

  private final ThreadFactory writers;
  private final HelidonSocket socket;
  private final LongSupplier ticker;
  private final TrafficCounters tally;
  private final long limit;
  private final MemoryBudget.Reservation reservation;
  private final Runnable onClosed;
  private final Runnable onLost;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile long writingSince;

  private final Object lock = new Object();
  // All below are guarded by the lock.
  private final Queue<byte[]> queue = new ArrayDeque<>(2);
  private long queued;
  private long reserved;
  private byte @Nullable [] current;
  private int currentAt;
  private byte @Nullable [] pong;
  private boolean pingDue;
  private byte @Nullable [] close;
  private boolean closeTaken;
  private boolean abandoned;
  private @Nullable Thread writer;

  /**
   * Creates the queue of one connection.
   *
   * @param writers make the thread that writes, whenever something is to be written
   * @param reservation what waits is reserved there
   * @param onClosed called once the close frame has been written
   * @param onLost called when the socket cannot be written to
   */
  Outbound(
      ThreadFactory writers,
      HelidonSocket socket,
      LongSupplier ticker,
      TrafficCounters tally,
      long limit,
      MemoryBudget.Reservation reservation,
      Runnable onClosed,
      Runnable onLost) {
    this.writers = writers;
    this.socket = socket;
    this.ticker = ticker;
    this.tally = tally;
    this.limit = limit;
    this.reservation = reservation;
    this.onClosed = onClosed;
    this.onLost = onLost;
  }

  /** Queues a text message, if it fits; one message may always wait, however large. */
  boolean offer(byte[] utf8) {
    long size = utf8.length + (long) HEADER;
    Thread woken;
    synchronized (lock) {
      if (close != null || abandoned || (queued > 0 && !fits(size))) {
        return false;
      }
      queue.add(utf8);
      queued += size;
      woken = wake();
    }
    start(woken);
    return true;
  }

  /** Whether the queue and the memory of all have room for it. */
  private boolean fits(long size) {
    if (queued + size > limit) {
      return false;
    }
    long wanted = queued + size - UNRESERVED;
    if (wanted > reserved) {
      try {
        reservation.grow(wanted - reserved);
      } catch (ProblemException full) {
        return false;
      }
      reserved = wanted;
    }
    return true;
  }

  private void giveBack() {
    long wanted = Math.max(0, queued - UNRESERVED);
    if (reserved > wanted) {
      reservation.shrink(reserved - wanted);
      reserved = wanted;
    }
  }

  /** Answers a ping. Of many that came before the last answer could be sent, only the newest. */
  void pong(byte[] payload) {
    Thread woken;
    synchronized (lock) {
      pong = payload;
      woken = wake();
    }
    start(woken);
  }

  void ping() {
    Thread woken;
    synchronized (lock) {
      pingDue = true;
      woken = wake();
    }
    start(woken);
  }

  /**
   * Takes no more messages and lets a close frame follow what is queued.
   *
   * @return false when somebody did so before
   */
  boolean close(byte[] payload) {
    Thread woken;
    synchronized (lock) {
      if (close != null || abandoned) {
        return false;
      }
      close = payload;
      woken = wake();
    }
    start(woken);
    return true;
  }

  boolean closing() {
    synchronized (lock) {
      return close != null || abandoned;
    }
  }

  long queuedBytes() {
    synchronized (lock) {
      return queued;
    }
  }

  /** When the write began that is under way; 0 without one. */
  long writingSince() {
    return writingSince;
  }

  /** Drops what waits. Ends a write that blocks only together with the socket. */
  void abandon() {
    synchronized (lock) {
      abandoned = true;
      queue.clear();
      queued = 0;
      current = null;
      giveBack();
      // A TLS socket waits for its writer before it closes; an interrupt closes what is under it.
      if (writer != null && socket.isSecure()) {
        writer.interrupt();
      }
    }
    finished.countDown();
  }

  /** Waits until the close frame is written or nothing more can be. */
  void awaitEnd(long nanos) throws InterruptedException {
    if (!finished.await(nanos, TimeUnit.NANOSECONDS)) {
      abandon();
    }
  }

  /** The thread that is to write, for {@link #start}; null when nobody has to be started. */
  private @Nullable Thread wake() {
    if (writer != null || abandoned) {
      return null;
    }
    Thread thread = writers.newThread(this::drain);
    writer = thread;
    return thread;
  }

  /**
   * To be called without the lock. A writer that is started under it runs at once on another
   * processor and blocks there on the lock; then a thread of the JVM has to bring it back. With one
   * event in flight that cost a tenth to a fifth of the time to the acknowledgement.
   *
   * <p>When the thread cannot be made, what waits is written by the next one.
   */
  private void start(@Nullable Thread woken) {
    if (woken == null) {
      return;
    }
    try {
      woken.start();
    } catch (Throwable refused) {
      synchronized (lock) {
        if (writer == woken) {
          writer = null;
        }
      }
      throw refused;
    }
  }

  private void drain() {
    byte[] batch = EMPTY;
    try {
      while (true) {
        int length;
        boolean last;
        synchronized (lock) {
          batch = room(batch);
          length = abandoned ? 0 : fill(batch);
          giveBack();
          last = closeTaken;
          if (length == 0) {
            writer = null;
            return;
          }
        }
        // Helidon's buffers write wrong ranges unless they start at 0.
        writingSince = ticker.getAsLong() | 1;
        socket.write(BufferData.create(batch, 0, length));
        writingSince = 0;
        if (last) {
          onClosed.run();
          finished.countDown();
          return;
        }
      }
    } catch (RuntimeException lost) {
      writingSince = 0;
      onLost.run();
    }
  }

  private byte[] room(byte[] batch) {
    int wanted = (int) Math.min(JOINED, queued + SMALLEST);
    return batch.length >= wanted ? batch : new byte[wanted];
  }

  /** Puts as much as fits into the batch: control frames between messages first. */
  private int fill(byte[] batch) {
    int at = 0;
    while (true) {
      if (current != null) {
        at = copyCurrent(current, batch, at);
        if (current != null) {
          return at;
        }
      }
      if (batch.length - at < LARGEST_CONTROL) {
        return at;
      }
      int before = at;
      at = next(batch, at);
      if (at == before) {
        return at;
      }
    }
  }

  private int copyCurrent(byte[] message, byte[] batch, int at) {
    int length = Math.min(message.length - currentAt, batch.length - at);
    System.arraycopy(message, currentAt, batch, at, length);
    currentAt += length;
    queued -= length;
    if (currentAt == message.length) {
      current = null;
    }
    return at + length;
  }

  private int next(byte[] batch, int at) {
    if (pong != null) {
      int end = control(PONG, pong, batch, at);
      pong = null;
      return end;
    }
    if (pingDue) {
      pingDue = false;
      return control(PING, EMPTY, batch, at);
    }
    byte[] message = queue.poll();
    if (message != null) {
      current = message;
      currentAt = 0;
      queued -= HEADER;
      tally.sent(message.length);
      return header(message.length, batch, at);
    }
    if (close != null && !closeTaken) {
      closeTaken = true;
      return control(CLOSE, close, batch, at);
    }
    return at;
  }

  private static int control(int first, byte[] payload, byte[] batch, int at) {
    batch[at] = (byte) first;
    batch[at + 1] = (byte) payload.length;
    System.arraycopy(payload, 0, batch, at + 2, payload.length);
    return at + 2 + payload.length;
  }

  private static int header(int length, byte[] batch, int at) {
    batch[at] = (byte) TEXT;
    if (length < 126) {
      batch[at + 1] = (byte) length;
      return at + 2;
    }
    boolean small = length < 65_536;
    batch[at + 1] = (byte) (small ? 126 : 127);
    int end = at + (small ? 4 : 10);
    long rest = length;
    for (int i = end - 1; i > at + 1; i--, rest >>>= 8) {
      batch[i] = (byte) rest;
    }
    return end;
  }
}

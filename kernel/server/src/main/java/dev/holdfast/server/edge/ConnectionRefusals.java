package dev.holdfast.server.edge;

import dev.holdfast.server.memory.NoCapacity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Refuses, on one thread for all, clients that have no slot and ask for no probe. Each is told why,
 * and read from until it goes or its time is over. A flood of them costs neither a thread each nor
 * the time of the threads that serve the others. What else may be wrong with their requests is not
 * looked at, and counts as no fault.
 */
final class ConnectionRefusals implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.web");

  /**
   * What is read behind a request for which there was no slot, in bytes. Whoever sends a megabyte
   * with each try made the server read gigabytes for nothing; such a one may not get to see the
   * answer.
   */
  static final int MOST_READ = 64 * 1024;

  /** Nothing waits for it: it only lets go of what somebody else has closed. */
  private static final Duration SWEEP = Duration.ofMillis(250);

  /** What fails in a loop must not occupy a processor. */
  private static final Duration TRY_AGAIN = Duration.ofMillis(100);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Selector selector;
  private final Queue<Refused> arrived = new ConcurrentLinkedQueue<>();
  private final ByteBuffer thrownAway = ByteBuffer.allocate(16 * 1024);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Takes clients from now on.
   *
   * @throws IOException the process can open no file now
   */
  ConnectionRefusals() throws IOException {
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().daemon().name("holdfast-web-refusals").start(this::run);
  }

  /**
   * Refuses a client; returns at once.
   *
   * @param socket that does not block, and that no selector knows
   * @param peer its address
   * @param over is run when the client is to be closed, at least once; must not block
   */
  void take(ClientSocket socket, String peer, Runnable over) {
    arrived.add(new Refused(socket, peer, over));
    selector.wakeup();
  }

  private void run() {
    while (!closed) {
      try {
        selector.select(SWEEP.toMillis());
        boolean _ = Thread.interrupted();
        for (SelectionKey key : selector.selectedKeys()) {
          ((Refused) key.attachment()).readOn();
        }
        selector.selectedKeys().clear();
        for (Refused next; (next = arrived.poll()) != null; ) {
          next.tell();
        }
      } catch (IOException | RuntimeException | Error e) {
        LOG.log(System.Logger.Level.DEBUG, "clients could not be refused", e);
        LockSupport.parkNanos(TRY_AGAIN.toNanos());
      }
    }
  }

  /** Takes no more; those who are here are closed by whoever closes all connections. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try (selector) {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a selector could not be closed", e);
    }
  }

  /** One client, on the thread of all. */
  private final class Refused {
    private final ClientSocket socket;
    private final String peer;
    private final Runnable over;
    private long read;

    Refused(ClientSocket socket, String peer, Runnable over) {
      this.socket = socket;
      this.peer = peer;
      this.over = over;
    }

    void tell() {
      boolean stays = false;
      try {
        NoCapacity why = RefusalAnswer.noConnectionPlace(peer);
        if (socket.finish(RefusalAnswer.of(why, true))) {
          socket.register(selector, this);
          stays = true;
        }
      } catch (IOException gone) {
        // Nobody is there to read why.
      } finally {
        if (!stays) {
          over.run();
        }
      }
    }

    /** A socket that is closed with bytes unread resets the connection (RFC 9112, 9.6). */
    void readOn() {
      boolean stays = false;
      try {
        int bytes = socket.read(thrownAway.clear());
        read += Math.max(0, bytes);
        stays = bytes >= 0 && read <= MOST_READ;
      } catch (IOException gone) {
        // It has reset the connection, or its time is over.
      } finally {
        if (!stays) {
          over.run();
        }
      }
    }
  }
}

package dev.holdfast.server.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections at one address until it is closed, and waits for the first word of each: one
 * that says nothing costs no thread. One platform thread does both.
 *
 * <p>An accept that fails is not the last one: as a rule the process can open no file for a moment.
 * Should the socket itself be lost, it is opened again.
 */
final class Listener implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.web");
  private static final Duration TRY_AGAIN = Duration.ofMillis(100);

  /** What fails fails again at the next try. */
  private static final Duration IN_TROUBLE = TRY_AGAIN.multipliedBy(5);

  /** As long as there are no slots the next connections wait with the system. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  /** Closed by somebody else, a silent connection is let go at the latest by then. */
  private static final Duration SWEEP = Duration.ofMillis(250);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** What came first shall not wait for all who come after it. */
  private static final int ACCEPTED_AT_ONCE = 32;

  /**
   * Linux gives no more (net.core.somaxconn). A client that finds no place among these tries again
   * only a second later (RFC 6298), so a probe must not meet a full queue: 1,024 were filled by
   * 5,000 arrivals a second when this thread had no processor for a fifth of a second.
   */
  private static final int BACKLOG = 4096;

  private final int receiveBuffer;
  private final Semaphore slots;
  private final Newcomers newcomers;
  private final LongSupplier ticker;
  private final Thread thread;
  private final InetSocketAddress address;

  /** The accepting socket, and connections that have said nothing yet. */
  private final Selector selector;

  private final List<SelectionKey> spoken = new ArrayList<>();
  private SelectionKey accepting;
  private volatile @Nullable Failure failure;
  private volatile boolean closed;

  /** Is told of connections; on the listener's thread, and must not block it. */
  interface Newcomers {
    /**
     * One has come, and is closed there when nothing is to become of it.
     *
     * @return what is to be done once it has said something, or is gone; it does not block then
     */
    Runnable arrived(SocketChannel connection);
  }

  private record Failure(Throwable why, long at) {}

  /**
   * Opens the port.
   *
   * @param receiveBuffer of each connection, in bytes
   * @param slots of which each connection takes one, to be given back when it has ended
   * @param ticker as {@link System#nanoTime}
   * @throws IOException somebody else has the address, or it is not ours
   */
  Listener(
      InetSocketAddress wanted,
      int receiveBuffer,
      Semaphore slots,
      Newcomers newcomers,
      LongSupplier ticker)
      throws IOException {
    this.receiveBuffer = receiveBuffer;
    this.slots = slots;
    this.newcomers = newcomers;
    this.ticker = ticker;
    this.selector = Selector.open();
    try {
      this.accepting = bind(wanted);
    } catch (IOException | RuntimeException e) {
      selector.close();
      throw e;
    }
    this.address =
        (InetSocketAddress) ((ServerSocketChannel) accepting.channel()).getLocalAddress();
    this.thread = Thread.ofPlatform().daemon().name("holdfast-web-listener").unstarted(this::run);
  }

  /** Takes connections from now on. */
  void start() {
    thread.start();
  }

  private SelectionKey bind(InetSocketAddress to) throws IOException {
    ServerSocketChannel opened = ServerSocketChannel.open();
    try {
      // What is accepted has it from here, and the window of TCP is agreed at the first packet.
      opened.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      opened.bind(to, BACKLOG);
      opened.configureBlocking(false);
      return opened.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void run() {
    while (!closed) {
      try {
        if (!accepting.isValid()) {
          accepting = bind(address);
        }
        boolean accepts = mayAccept();
        accepting.interestOps(accepts ? SelectionKey.OP_ACCEPT : 0);
        selector.select((accepts ? SWEEP : LOOK_AGAIN).toMillis());
        // An interrupt closes what is accepted from; this thread is nobody's to interrupt.
        boolean _ = Thread.interrupted();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.equals(accepting)) {
            accept((ServerSocketChannel) key.channel());
          } else {
            key.cancel();
            spoken.add(key);
          }
        }
        selector.selectedKeys().clear();
        handOver();
      } catch (IOException | RuntimeException | Error e) {
        failed(e);
        // What fails in a loop must not occupy a processor.
        LockSupport.parkNanos(TRY_AGAIN.toNanos());
      }
    }
    release();
  }

  private boolean mayAccept() {
    Failure last = failure;
    return slots.availablePermits() > 0
        && (last == null || ticker.getAsLong() - last.at() > TRY_AGAIN.toNanos());
  }

  private void accept(ServerSocketChannel from) {
    for (int i = 0; i < ACCEPTED_AT_ONCE && slots.tryAcquire(); i++) {
      SocketChannel connection = null;
      try {
        connection = from.accept();
      } catch (IOException | RuntimeException | Error e) {
        failed(e);
      }
      if (connection == null) {
        slots.release();
        return;
      }
      arrived(connection);
    }
  }

  private void arrived(SocketChannel connection) {
    Runnable whenSpoken = newcomers.arrived(connection);
    try {
      connection.configureBlocking(false);
      connection.register(selector, SelectionKey.OP_READ, whenSpoken);
    } catch (IOException gone) {
      whenSpoken.run();
    }
  }

  /** A channel can become a blocking one again when no selector knows it any more. */
  private void handOver() throws IOException {
    if (spoken.isEmpty()) {
      return;
    }
    selector.selectNow();
    for (SelectionKey key : spoken) {
      ((Runnable) key.attachment()).run();
    }
    spoken.clear();
  }

  private void failed(Throwable why) {
    if (trouble().isEmpty()) {
      LOG.log(System.Logger.Level.DEBUG, "a connection could not be accepted", why);
    }
    failure = new Failure(why, ticker.getAsLong());
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return address;
  }

  /** Why no connection can be accepted now; empty when they can. */
  Optional<Throwable> trouble() {
    Failure last = failure;
    return last == null || ticker.getAsLong() - last.at() > IN_TROUBLE.toNanos()
        ? Optional.empty()
        : Optional.of(last.why());
  }

  /** Closes the port; connections go on. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void release() {
    try (selector) {
      accepting.channel().close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the port could not be closed", e);
    }
  }
}

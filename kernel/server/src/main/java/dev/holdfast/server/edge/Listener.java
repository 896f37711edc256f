package dev.holdfast.server.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections at one address, in a thread of its own, until it is closed.
 *
 * <p>An accept that fails is not the last one: as a rule the process can open no file for a moment.
 * Should the socket itself be lost, it is opened again.
 */
final class Listener implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.holdfast.web");
  private static final Duration TRY_AGAIN = Duration.ofMillis(100);

  /** What fails fails again at the next try. */
  private static final Duration IN_TROUBLE = TRY_AGAIN.multipliedBy(5);

  /** As many as Linux grants unless it is told otherwise would be 4,096; Helidon had 1,024. */
  private static final int BACKLOG = 1024;

  private final int receiveBuffer;
  private final Semaphore places;
  private final Consumer<SocketChannel> connections;
  private final LongSupplier ticker;
  private final Thread thread;
  private final InetSocketAddress address;
  private volatile ServerSocketChannel socket;
  private volatile @Nullable Failure failure;
  private volatile boolean closed;

  private record Failure(Throwable why, long at) {}

  /**
   * Opens the port.
   *
   * @param receiveBuffer of each connection, in bytes
   * @param places of which each connection takes one, to be given back when it has ended; without
   *     one left the next connection waits with the system
   * @param connections are handed over on the listener's thread
   * @param ticker as {@link System#nanoTime}
   * @throws IOException somebody else has the address, or it is not ours
   */
  Listener(
      InetSocketAddress wanted,
      int receiveBuffer,
      Semaphore places,
      Consumer<SocketChannel> connections,
      LongSupplier ticker)
      throws IOException {
    this.receiveBuffer = receiveBuffer;
    this.places = places;
    this.connections = connections;
    this.ticker = ticker;
    this.socket = bind(wanted);
    this.address = (InetSocketAddress) socket.getLocalAddress();
    this.thread = Thread.ofPlatform().daemon().name("holdfast-web-listener").unstarted(this::run);
  }

  /** Takes connections from now on. */
  void start() {
    thread.start();
  }

  private ServerSocketChannel bind(InetSocketAddress to) throws IOException {
    ServerSocketChannel opened = ServerSocketChannel.open();
    try {
      // What is accepted has it from here, and the window of TCP is agreed at the first packet.
      opened.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      return opened.bind(to, BACKLOG);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void run() {
    while (!closed) {
      try {
        if (!socket.isOpen()) {
          open();
        }
        accept();
      } catch (IOException | RuntimeException | Error e) {
        if (!closed) {
          failed(e);
        }
      }
    }
  }

  private synchronized void open() throws IOException {
    if (!closed) {
      socket = bind(address);
    }
  }

  private void accept() throws IOException {
    places.acquireUninterruptibly();
    SocketChannel accepted = null;
    try {
      accepted = socket.accept();
      connections.accept(accepted);
    } catch (IOException | RuntimeException | Error e) {
      places.release();
      if (accepted != null) {
        accepted.close();
      }
      throw e;
    }
  }

  private void failed(Throwable why) {
    if (trouble().isEmpty()) {
      LOG.log(System.Logger.Level.DEBUG, "a connection could not be accepted", why);
    }
    failure = new Failure(why, ticker.getAsLong());
    // Somebody interrupted this thread, which closed the socket; that is over with it.
    boolean _ = Thread.interrupted();
    LockSupport.parkNanos(TRY_AGAIN.toNanos());
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
    synchronized (this) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "the port could not be closed", e);
      }
    }
    LockSupport.unpark(thread);
  }
}

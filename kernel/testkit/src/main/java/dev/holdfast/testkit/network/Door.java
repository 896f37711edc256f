package dev.holdfast.testkit.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;

/** A listening socket and the thread that accepts from it. */
final class Door implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final ServerSocket listener;
  private final Consumer<Socket> guest;
  private final Thread accepting;

  private Door(ServerSocket listener, Consumer<Socket> guest) {
    this.listener = listener;
    this.guest = guest;
    accepting = Thread.ofVirtual().name("door " + listener.getLocalPort()).unstarted(this::accept);
  }

  static Door open(InetSocketAddress address, Consumer<Socket> guest) throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(address);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    Door door = new Door(listener, guest);
    door.accepting.start();
    return door;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /** Returns when nobody listens any more: the port stays taken until the accepting thread ends. */
  @Override
  public void close() {
    try {
      listener.close();
      accepting.join(CLOSE_LIMIT);
    } catch (IOException e) {
      // It is shut, which is what was wanted.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        guest.accept(listener.accept());
      } catch (IOException e) {
        // Closed by a fault or by the end of the test; anything else shows in the counts.
      }
    }
  }
}

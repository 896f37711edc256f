package dev.holdfast.testkit.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Says everything back, and counts what reached it. */
final class EchoServer implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger ends = new AtomicInteger();

  private final Thread accepting;

  EchoServer() throws IOException {
    accepting = Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  long received() {
    return received.get();
  }

  int accepted() {
    return accepted.get();
  }

  /** Connections that have ended, in order or not. */
  int ends() {
    return ends.get();
  }

  /** Returns when nobody listens any more. */
  @Override
  public void close() throws IOException, InterruptedException {
    listener.close();
    accepting.join();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      byte[] buffer = new byte[4096];
      int count = socket.getInputStream().read(buffer);
      while (count >= 0) {
        received.addAndGet(count);
        socket.getOutputStream().write(buffer, 0, count);
        count = socket.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // A reset is an end too.
    } finally {
      ends.incrementAndGet();
    }
  }
}

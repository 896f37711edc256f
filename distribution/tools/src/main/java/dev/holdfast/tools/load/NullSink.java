package dev.holdfast.tools.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A receiver that stores nothing: it counts frames by their lengths, unmasks nothing, and
 * acknowledges after each read. It is the upper limit for any server on the same machine with the
 * same producers.
 */
public final class NullSink implements AutoCloseable {
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  public NullSink() throws IOException {
    listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("sink").start(this::accept);
  }

  public URI uri() {
    return URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/ingest");
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.ofPlatform().daemon().name("sink").start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      ServerSide.accept(in, out);
      count(in, out);
    } catch (IOException e) {
      // The producer has gone, which is how each measurement ends.
      return;
    } finally {
      open.remove(socket);
    }
  }

  private static void count(InputStream in, OutputStream out) throws IOException {
    FrameCounter frames = new FrameCounter();
    while (true) {
      int read = in.read(frames.buffer(), frames.start(), frames.room());
      if (read < 0) {
        return;
      }
      if (frames.take(read) > 0) {
        out.write(ServerSide.acknowledgement(frames.events()));
      }
    }
  }
}

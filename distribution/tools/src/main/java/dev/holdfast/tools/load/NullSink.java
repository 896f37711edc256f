package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
  private static final int BUFFER = 64 * 1024;

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
      String key =
          ClientHandshake.fields(ClientHandshake.readHead(in))
              .getOrDefault("sec-websocket-key", "");
      String answer =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + ("Sec-WebSocket-Accept: " + ClientHandshake.accept(key) + "\r\n")
              + ("Sec-WebSocket-Protocol: " + LoadConnection.PROTOCOL + "\r\n\r\n");
      out.write(answer.getBytes(ISO_8859_1));
      count(in, out);
    } catch (IOException e) {
      // The producer has gone, which is how each measurement ends.
      return;
    } finally {
      open.remove(socket);
    }
  }

  private static void count(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long events = 0;
    int kept = 0;
    long skip = 0;
    while (true) {
      int read = in.read(buffer, kept, buffer.length - kept);
      if (read < 0) {
        return;
      }
      int end = kept + read;
      int at = (int) Math.min(skip, end);
      skip -= at;
      long before = events;
      while (skip == 0 && end - at >= 14) {
        int length = buffer[at + 1] & 0x7F;
        long whole = 6L + length;
        if (length == 126) {
          whole = 8L + (((buffer[at + 2] & 0xFF) << 8) | (buffer[at + 3] & 0xFF));
        } else if (length == 127) {
          throw new IOException("a frame that no load has");
        }
        events += (buffer[at] & 0x0F) == 1 ? 1 : 0;
        skip = Math.max(0, whole - (end - at));
        at = (int) Math.min(end, at + whole);
      }
      kept = end - at;
      System.arraycopy(buffer, at, buffer, 0, kept);
      if (events > before) {
        String text = Answer.PREFIX + events + "}}";
        out.write(("\u0081" + (char) text.length() + text).getBytes(ISO_8859_1));
      }
    }
  }
}

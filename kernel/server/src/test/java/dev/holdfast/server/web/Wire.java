package dev.holdfast.server.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A TCP connection to the port that sends exactly what it is told. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private final Socket socket;

  Wire(int port) throws IOException {
    this(port, PATIENCE_MILLIS);
  }

  /** One that waits so many milliseconds for an answer. */
  Wire(int port, int patience) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(patience);
    socket.setTcpNoDelay(true);
  }

  Wire send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** All that comes until the server closes. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(all);
    } catch (SocketTimeoutException open) {
      return all.toString(StandardCharsets.ISO_8859_1) + "<still open>";
    } catch (SocketException reset) {
      return all.toString(StandardCharsets.ISO_8859_1) + "<reset>";
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** One answer with a Content-Length, or without a body. */
  String answer() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return text + "<closed>";
      }
      text.append((char) next);
    }
    for (String line : text.toString().split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        byte[] body = in.readNBytes(Integer.parseInt(line.substring(16).strip()));
        text.append(new String(body, StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }

  void finishSending() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends with a reset. */
  void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

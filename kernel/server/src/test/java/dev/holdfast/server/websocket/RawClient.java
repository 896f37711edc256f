package dev.holdfast.server.websocket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A client that sends exactly the bytes it is told. */
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 6_000;
  private final Socket socket = new Socket();
  private final DataInputStream in;

  RawClient(int port) throws IOException {
    this(port, 0);
  }

  RawClient(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  static RawClient open(int port, String path, String... headers) throws IOException {
    RawClient client = new RawClient(port);
    String answer = client.request("GET", path, port, headers);
    if (!answer.startsWith("HTTP/1.1 101")) {
      client.close();
      throw new IOException("refused: " + answer);
    }
    return client;
  }

  /** Sends a right handshake, changed by headers: {@code "Name: "} with no value leaves one out. */
  String request(String method, String path, int port, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    String[] right = {
      "Host: 127.0.0.1:" + port,
      "Upgrade: websocket",
      "Connection: keep-alive, Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13"
    };
    for (String header : right) {
      String name = header.substring(0, header.indexOf(' ') + 1);
      boolean replaced = false;
      for (String other : headers) {
        replaced |= other.startsWith(name);
      }
      if (!replaced) {
        head.append(header).append("\r\n");
      }
    }
    for (String header : headers) {
      if (!header.endsWith(": ")) {
        head.append(header).append("\r\n");
      }
    }
    send(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    return head();
  }

  /** The head of an answer. */
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void sendChopped(byte[] bytes, int size) throws IOException {
    for (int at = 0; at < bytes.length; at += size) {
      socket.getOutputStream().write(bytes, at, Math.min(size, bytes.length - at));
    }
  }

  /** The next frame; null at the end of the stream, however it came. */
  @Nullable Received read() throws IOException {
    try {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      if (second > 127) {
        throw new IOException("a server must not mask");
      }
      long length = second;
      if (second == 126) {
        length = in.readUnsignedShort();
      } else if (second == 127) {
        length = in.readLong();
      }
      byte[] payload = new byte[Math.toIntExact(length)];
      in.readFully(payload);
      return new Received(first, new String(payload, StandardCharsets.ISO_8859_1));
    } catch (EOFException | SocketException end) {
      return null;
    }
  }

  /** The next frame that is no ping: a ping comes when the server's clock says so, not the test. */
  @Nullable Received readPastPings() throws IOException {
    Received next = read();
    while (next != null && next.isPing()) {
      next = read();
    }
    return next;
  }

  void finishSending() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException alreadyGone) {
      // The server was faster.
    }
  }

  /** Ends with a reset instead of a farewell. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A frame of the server; the payload as one character a byte. */
  record Received(int first, String payload) {
    boolean isPing() {
      return first == 0x89;
    }

    boolean isClose() {
      return first == 0x88;
    }

    int closeCode() {
      return payload.length() < 2 ? 1005 : payload.charAt(0) << 8 | payload.charAt(1);
    }

    @Override
    public String toString() {
      String shown = payload.length() > 80 ? payload.hashCode() + "#" + payload.length() : payload;
      return switch (first) {
        case 0x81 -> "text " + shown;
        case 0x88 -> "close " + closeCode();
        case 0x89 -> "ping " + shown;
        case 0x8A -> "pong " + shown;
        default -> "frame " + first;
      };
    }
  }

  static byte[] text(String text) {
    return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] close(int code) {
    return frame(0x88, new byte[] {(byte) (code >>> 8), (byte) code});
  }

  /** A masked frame. */
  static byte[] frame(int first, byte[] payload) {
    byte[] header = header(first, payload.length, 0x80);
    byte[] key = new byte[4];
    new Random(payload.length * 31L + first).nextBytes(key);
    byte[] masked = new byte[payload.length];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = (byte) (payload[i] ^ key[i & 3]);
    }
    return join(header, key, masked);
  }

  static byte[] header(int first, long length, int maskBit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int width = length < 0 || length > 65_535 ? 8 : length < 126 ? 0 : 2;
    out.write(maskBit | (width == 0 ? (int) length : width == 2 ? 126 : 127));
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      out.write((int) (length >>> shift));
    }
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}

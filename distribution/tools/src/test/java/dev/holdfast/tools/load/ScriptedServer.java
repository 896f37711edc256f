package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A WebSocket server for one connection, whose part is written in the test. */
final class ScriptedServer implements AutoCloseable {
  interface Part {
    void play(Peer peer) throws IOException;
  }

  private final ServerSocket listening;
  private final CompletableFuture<Void> played;

  ScriptedServer(Part part) throws IOException {
    listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    played =
        CompletableFuture.runAsync(
            () -> {
              try (Socket socket = listening.accept()) {
                socket.setSoTimeout(10_000);
                part.play(new Peer(socket));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            task -> Thread.ofPlatform().daemon().start(task));
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/ingest?x=1");
  }

  LoadConnection connect() throws IOException {
    return LoadConnection.open(uri(), Duration.ofSeconds(10));
  }

  /** Waits for the end of the part, and fails when it failed. */
  void awaitPlayed() {
    played.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  /** The server's side of a connection. */
  static final class Peer {
    private final DataInputStream in;
    private final OutputStream out;
    final Map<String, String> request;

    Peer(Socket socket) throws IOException {
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
      request = ClientHandshake.fields(ClientHandshake.readHead(in));
    }

    void accept() throws IOException {
      // Written by hand, and not through what it shall test: the digest of RFC 6455.
      String key = request.getOrDefault("sec-websocket-key", "");
      raw(
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + ("Sec-WebSocket-Accept: " + ClientHandshake.accept(key) + "\r\n")
              + "Sec-WebSocket-Protocol: holdfast.v1\r\n\r\n");
    }

    void raw(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
    }

    void frame(int first, byte[] payload) throws IOException {
      byte[] frame = new byte[2 + payload.length];
      frame[0] = (byte) first;
      frame[1] = (byte) payload.length;
      System.arraycopy(payload, 0, frame, 2, payload.length);
      out.write(frame);
    }

    void text(String text) throws IOException {
      frame(0x81, text.getBytes(UTF_8));
    }

    /** The payload of the next frame, behind its opcode. */
    String read() throws IOException {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      if (second < 0x80) {
        throw new IOException("the client did not mask");
      }
      int length = second & 0x7F;
      length = length == 126 ? in.readUnsignedShort() : length;
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      return (first & 0x0F) + ":" + new String(payload, UTF_8);
    }
  }
}

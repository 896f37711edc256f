package dev.holdfast.server.websocket;

import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** Sends text back, and of binary messages length and checksum; remembers how sessions ended. */
final class Echo {
  final List<String> endings = new CopyOnWriteArrayList<>();
  final List<WebSocketSession> sessions = new CopyOnWriteArrayList<>();
  final AtomicInteger drained = new AtomicInteger();

  WebSocketListener open(WebSocketSession session) {
    sessions.add(session);
    return new Listener(session);
  }

  static String describe(byte[] binary) {
    CRC32 checksum = new CRC32();
    checksum.update(binary);
    return "binary " + binary.length + " " + checksum.getValue();
  }

  private final class Listener implements WebSocketListener {
    private final WebSocketSession session;

    Listener(WebSocketSession session) {
      this.session = session;
    }

    @Override
    public void text(ByteBuffer utf8) {
      byte[] copy = new byte[utf8.remaining()];
      utf8.get(copy);
      session.offer(copy);
    }

    @Override
    public void binary(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      session.offer(describe(copy).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void drained() {
      drained.incrementAndGet();
    }

    @Override
    public void closed(int code, String reason) {
      endings.add(code + " " + reason);
    }
  }
}

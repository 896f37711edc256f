package dev.holdfast.tools.drill.siege;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.tools.load.EventFrames;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One way to occupy a server. */
enum Attack {
  /** A body of which a byte comes now and then. */
  BODY(Duration.ofSeconds(2), true, true),
  /** Most of a WebSocket message of 1 MiB, and then a byte now and then. */
  MESSAGE(Duration.ofSeconds(1), true, true),
  /** Asks for the largest page and reads nothing; comes back from time to time. */
  READER(Duration.ofSeconds(5), false, true),
  /** A connection without a word. */
  CONNECT(Duration.ofDays(1), true, false),
  /** A method that does not exist. */
  GARBAGE(Duration.ofDays(1), true, false);

  private static final int MESSAGE_SIZE = 1 << 20;
  private static final int MESSAGE_SENT = 900 * 1024;

  private final Duration between;
  private final boolean reads;
  private final boolean comesBack;

  Attack(Duration between, boolean reads, boolean comesBack) {
    this.between = between;
    this.reads = reads;
    this.comesBack = comesBack;
  }

  /** Between two bytes; for a reader, between two connections. */
  Duration between() {
    return between;
  }

  /** Whether it takes what the server says. */
  boolean reads() {
    return reads;
  }

  /** Whether it connects again when the server has closed it. */
  boolean comesBack() {
    return comesBack;
  }

  /** What is sent at once. */
  ByteBuffer opening(String host) {
    return switch (this) {
      case BODY ->
          text(
              "POST /events HTTP/1.1\r\nHost: "
                  + host
                  + "\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n[");
      case MESSAGE -> message(host);
      case READER -> text("GET /events?limit=1000 HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      case CONNECT -> ByteBuffer.allocate(0);
      case GARBAGE -> text("NONSENSE /events HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    };
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static ByteBuffer message(String host) {
    byte[] handshake =
        ("GET /ingest HTTP/1.1\r\nHost: "
                + host
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: holdfast.v1\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] frame = EventFrames.frame(0x81, new byte[MESSAGE_SIZE], MESSAGE_SIZE, new byte[4]);
    ByteBuffer all = ByteBuffer.allocate(handshake.length + MESSAGE_SENT);
    return all.put(handshake).put(frame, 0, MESSAGE_SENT).flip();
  }
}

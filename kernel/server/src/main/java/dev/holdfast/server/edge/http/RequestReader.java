package dev.holdfast.server.edge.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into requests: a head, then pieces of its body, then the next
 * head. Never asks for more than the request needs, and never gives out a byte of the next one.
 */
public final class RequestReader {
  private static final byte[] EMPTY = {};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int SMALLEST = 512;

  /** What the reader waits for. */
  public enum Wait {
    REQUEST,
    HEAD,
    BODY
  }

  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Waits for bytes.
     *
     * @return at least one; null at the end of the stream
     */
    byte @Nullable [] read(Wait wait);
  }

  /** The connection ended in the middle of a request. */
  public static final class Vanished extends RuntimeException {
    private static final long serialVersionUID = 1;

    Vanished() {
      super("the connection ended in the middle of a request", null, false, false);
    }
  }

  private final Source source;
  private final int mostHead;
  private final String localHost;

  /** What was read and not yet given out. */
  private byte[] bytes = EMPTY;

  private int at;

  // Of the body of this request.
  private @Nullable ChunkDecoder chunks;
  private long remaining;
  private byte @Nullable [] ahead;

  public RequestReader(Source source, int mostHead, String localHost) {
    this.source = source;
    this.mostHead = mostHead;
    this.localHost = localHost;
  }

  /**
   * Waits for the next request. The one before must have been read to its end.
   *
   * @return null when the connection ended between two requests
   * @throws BadMessage it must not be served
   * @throws Vanished the connection ended within the head
   */
  public @Nullable RequestHead head() {
    if (!isAtEnd()) {
      throw new IllegalStateException("the body of the request before has not ended");
    }
    if (!hasRest() && !fill(Wait.REQUEST)) {
      return null;
    }
    RequestHead head = scan();
    if (head != null) {
      begin(head);
    }
    return head;
  }

  private void begin(RequestHead head) {
    chunks = head.chunked() ? new ChunkDecoder(mostHead) : null;
    remaining = Math.max(0, head.length());
  }

  /** Looks at each byte once: what makes a head unfit is refused as soon as it is there. */
  private @Nullable RequestHead scan() {
    byte[] head = new byte[Math.min(mostHead, Math.max(SMALLEST, bytes.length - at))];
    int length = 0;
    int line = 0;
    boolean returned = false;
    boolean blankBefore = false;
    while (true) {
      if (!hasRest() && !fill(Wait.HEAD)) {
        if (length == 0) {
          return null;
        }
        throw new Vanished();
      }
      byte b = bytes[at++];
      if (length == mostHead) {
        throw new BadMessage(ClientFault.TOO_LONG, "more than " + mostHead + " bytes");
      }
      if (length == head.length) {
        head = Arrays.copyOf(head, Math.min(mostHead, length * 2));
      }
      head[length++] = b;
      if (returned) {
        if (b != '\n') {
          throw new BadMessage(ClientFault.HEAD, "a CR stands without LF");
        }
        returned = false;
        if (line > 0) {
          line = 0;
        } else if (length > 2) {
          return HeadParser.parse(head, length, localHost);
        } else if (blankBefore) {
          throw new BadMessage(ClientFault.HEAD, "it begins with empty lines");
        } else {
          // Old clients send one behind a body (RFC 9112, 2.2).
          blankBefore = true;
          length = 0;
        }
      } else if (b == '\r') {
        returned = true;
      } else if (b == '\n') {
        throw new BadMessage(ClientFault.HEAD, "a line ends without CR");
      } else if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
        throw new BadMessage(ClientFault.HEAD, "it holds a control character");
      } else {
        line++;
      }
    }
  }

  /** Whether the body of this request has been given out, or was none. */
  public boolean isAtEnd() {
    ChunkDecoder decoder = chunks;
    return remaining == 0 && ahead == null && (decoder == null || decoder.isDone());
  }

  /** Whether the rest of the body is here already, so that nothing has to be waited for. */
  public boolean hasBodyInHand() {
    return isAtEnd() || (chunks == null && remaining <= bytes.length - at);
  }

  /** Whether there are bytes that belong to this or the next request. */
  public boolean hasRest() {
    return at < bytes.length;
  }

  /** Takes all that was read behind the head: it is no HTTP any more. */
  public byte[] takeRest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
    bytes = EMPTY;
    at = 0;
    return rest;
  }

  /**
   * Reads the beginning of the body, so that a body that is none is refused before anything runs.
   *
   * @throws BadMessage as {@link #body}
   */
  public void readAhead() {
    ahead = body();
  }

  /**
   * Waits for the next piece of the body. Chunks are given out as chunks, cut as they came.
   *
   * @return null at its end
   * @throws BadMessage it is not a body
   * @throws Vanished the connection ended within the body
   */
  public byte @Nullable [] body() {
    byte[] first = ahead;
    if (first != null) {
      ahead = null;
      return first;
    }
    if (isAtEnd()) {
      return null;
    }
    ChunkDecoder decoder = chunks;
    return decoder == null ? plain() : chunk(decoder);
  }

  private byte[] plain() {
    await();
    int length = (int) Math.min(remaining, bytes.length - at);
    byte[] piece =
        at == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    remaining -= length;
    return piece;
  }

  private byte[] chunk(ChunkDecoder decoder) {
    while (true) {
      await();
      at = decoder.decode(bytes, at, bytes.length);
      if (decoder.dataTo() > decoder.dataFrom()) {
        return encoded(bytes, decoder.dataFrom(), decoder.dataTo());
      }
      if (decoder.isDone()) {
        return LAST_CHUNK;
      }
    }
  }

  private static byte[] encoded(byte[] bytes, int from, int to) {
    byte[] size = Integer.toHexString(to - from).getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[size.length + to - from + 4];
    System.arraycopy(size, 0, chunk, 0, size.length);
    int begin = size.length + 2;
    chunk[begin - 2] = '\r';
    chunk[begin - 1] = '\n';
    System.arraycopy(bytes, from, chunk, begin, to - from);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  private void await() {
    if (!hasRest() && !fill(Wait.BODY)) {
      throw new Vanished();
    }
  }

  private boolean fill(Wait wait) {
    byte[] more = source.read(wait);
    at = 0;
    bytes = more == null ? EMPTY : more;
    return more != null;
  }
}

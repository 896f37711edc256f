package dev.holdfast.websocket.frame;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.MemoryBudget;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes the bytes of one client apart into messages and control frames (RFC 6455, 5).
 *
 * <p>A message that lies whole in the bytes handed in is unmasked there and passed on without a
 * copy. Everything else is gathered in a buffer that grows with what has arrived, never with what a
 * header claims. Each rule is checked with the first byte that can break it, so that nobody has to
 * be waited for who is wrong already.
 */
public final class FrameReader {
  /** Who gets what was read. */
  public interface Sink {
    void message(boolean text, ByteBuffer payload);

    void ping(byte[] payload);

    void close(CloseCode.Ending ending);
  }

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FIRST_BUFFER = 4096;

  /** The status of what no client ever has the memory for. */
  private static final int TOO_LARGE = 413;

  private static final byte[] EMPTY = {};

  private final Sink sink;
  private final int maxMessage;
  private final int maxFragments;
  private final MemoryBudget.Reservation reservation;
  private final Utf8 utf8 = new Utf8();
  private boolean closed;

  /** TEXT or BINARY while a message is under way, else 0. */
  private int messageType;

  private byte[] message = EMPTY;
  private int messageLength;
  private int fragments;
  private long finished;

  /** What the current data frame still owes; 0 between frames. */
  private long owed;

  private int key;
  private boolean lastFrame;

  /**
   * Creates a reader at the beginning of a connection.
   *
   * @param reservation what a message costs that is gathered is reserved there, and given back with
   *     the message
   */
  public FrameReader(
      Sink sink, int maxMessage, int maxFragments, MemoryBudget.Reservation reservation) {
    this.sink = sink;
    this.maxMessage = maxMessage;
    this.maxFragments = maxFragments;
    this.reservation = reservation;
  }

  /** Whether a close frame was read; nothing is read after it. */
  public boolean closed() {
    return closed;
  }

  /** Whether the payload of a data frame is not complete. */
  public boolean inFrame() {
    return owed > 0;
  }

  /** Whether a message has begun and is not complete, be it in a frame or between two. */
  public boolean inMessage() {
    return messageType != 0;
  }

  /** How many messages are complete so far: while it stays the same, one under way is the same. */
  public long finished() {
    return finished;
  }

  /** Forgets the message that is under way; nothing may be read afterwards. */
  public void abandon() {
    closed = true;
    release();
  }

  /** A large message must not occupy the heap for as long as its session lasts. */
  private void release() {
    reservation.shrink(message.length);
    message = EMPTY;
  }

  /**
   * Reads as far as it can. Changes the bytes in place.
   *
   * @return where it stopped: what is left is the beginning of a header or of a control frame, less
   *     than 140 bytes, to be handed in again with what follows; or what comes after a close frame
   * @throws ProtocolFailure when the client broke a rule or a limit
   */
  public int read(byte[] bytes, int from, int to) {
    int at = from;
    while (!closed && at < to) {
      if (owed > 0) {
        int length = (int) Math.min(owed, to - at);
        gather(bytes, at, at + length);
        at += length;
      } else {
        int next = frame(bytes, at, to);
        if (next == at) {
          return at;
        }
        at = next;
      }
    }
    return at;
  }

  /** Reads a header, and the payload too if it is there; returns {@code at} when more is needed. */
  private int frame(byte[] bytes, int at, int to) {
    int first = bytes[at];
    int opcode = first & 0x0F;
    boolean fin = first < 0;
    checkFirst(first, opcode, fin);
    if (to - at < 2) {
      return at;
    }
    int second = bytes[at + 1];
    int announced = second & 0x7F;
    if (second >= 0) {
      throw new ProtocolFailure(CloseCode.PROTOCOL_ERROR, "frame without a mask");
    }
    if (opcode >= CLOSE && announced > 125) {
      throw new ProtocolFailure(CloseCode.PROTOCOL_ERROR, "control frame over 125 bytes");
    }
    int keyAt = at + (announced == 126 ? 4 : announced == 127 ? 10 : 2);
    if (to < keyAt) {
      return at;
    }
    long length = length(bytes, at, announced);
    if (opcode < CLOSE && length > maxMessage - messageLength) {
      throw tooBig();
    }
    int payload = keyAt + 4;
    if (to < payload) {
      return at;
    }
    boolean whole = to - payload >= length;
    if (opcode >= CLOSE) {
      return whole ? control(opcode, bytes, payload, payload + (int) length, keyAt) : at;
    }
    if (whole && fin && opcode != CONTINUATION) {
      return wholeMessage(opcode == TEXT, bytes, payload, payload + (int) length, keyAt);
    }
    begin(opcode, fin, length, FrameMask.keyAt(bytes, keyAt));
    return payload;
  }

  private void checkFirst(int first, int opcode, boolean fin) {
    if ((first & 0x70) != 0) {
      throw new ProtocolFailure(CloseCode.PROTOCOL_ERROR, "reserved bit set");
    }
    switch (opcode) {
      case CONTINUATION -> {
        if (messageType == 0) {
          throw new ProtocolFailure(CloseCode.PROTOCOL_ERROR, "continuation of nothing");
        }
      }
      case TEXT, BINARY -> {
        if (messageType != 0) {
          throw new ProtocolFailure(CloseCode.PROTOCOL_ERROR, "new message inside a message");
        }
      }
      case CLOSE, PING, PONG -> {
        if (!fin) {
          throw new ProtocolFailure(CloseCode.PROTOCOL_ERROR, "control frame in fragments");
        }
      }
      default -> throw new ProtocolFailure(CloseCode.PROTOCOL_ERROR, "reserved opcode " + opcode);
    }
  }

  private static long length(byte[] bytes, int at, int announced) {
    if (announced < 126) {
      return announced;
    }
    long length = 0;
    int end = announced == 126 ? at + 4 : at + 10;
    for (int i = at + 2; i < end; i++) {
      length = length << 8 | (bytes[i] & 0xFF);
    }
    if (length < 0 || length < (announced == 126 ? 126 : 65_536)) {
      throw new ProtocolFailure(
          CloseCode.PROTOCOL_ERROR, "length is not in its shortest form, or negative");
    }
    return length;
  }

  private ProtocolFailure tooBig() {
    return new ProtocolFailure(
        CloseCode.TOO_BIG, "a message may have " + maxMessage + " bytes here");
  }

  private int control(int opcode, byte[] bytes, int from, int to, int keyAt) {
    FrameMask.remove(bytes, from, to, FrameMask.keyAt(bytes, keyAt));
    if (opcode == CLOSE) {
      CloseCode.Ending ending = CloseCode.parse(bytes, from, to);
      closed = true;
      sink.close(ending);
    } else if (opcode == PING) {
      sink.ping(Arrays.copyOfRange(bytes, from, to));
    }
    return to;
  }

  private int wholeMessage(boolean text, byte[] bytes, int from, int to, int keyAt) {
    boolean ascii = FrameMask.remove(bytes, from, to, FrameMask.keyAt(bytes, keyAt));
    if (text && !ascii && !Utf8.valid(bytes, from, to)) {
      throw notUtf8();
    }
    finished++;
    sink.message(text, ByteBuffer.wrap(bytes, from, to - from).slice());
    return to;
  }

  private static ProtocolFailure notUtf8() {
    return new ProtocolFailure(CloseCode.NOT_UTF8, "text that is not UTF-8");
  }

  private void begin(int opcode, boolean fin, long length, int mask) {
    if (opcode != CONTINUATION) {
      messageType = opcode;
      utf8.reset();
    }
    if (++fragments > maxFragments) {
      throw new ProtocolFailure(
          CloseCode.POLICY, "a message may have " + maxFragments + " fragments here");
    }
    lastFrame = fin;
    owed = length;
    key = mask;
    if (length == 0) {
      endOfFrame();
    }
  }

  private void gather(byte[] bytes, int from, int to) {
    int length = to - from;
    boolean ascii = FrameMask.remove(bytes, from, to, key);
    key = FrameMask.after(key, length);
    if (messageType == TEXT && !(ascii && utf8.complete()) && !utf8.accept(bytes, from, to)) {
      throw notUtf8();
    }
    room(length);
    System.arraycopy(bytes, from, message, messageLength, length);
    messageLength += length;
    owed -= length;
    if (owed == 0) {
      endOfFrame();
    }
  }

  private void room(int length) {
    int needed = messageLength + length;
    if (needed > message.length) {
      long doubled = Math.max(FIRST_BUFFER, 2L * message.length);
      int size = (int) Math.max(needed, Math.min(doubled, maxMessage));
      int before = message.length;
      reserve(size);
      message = Arrays.copyOf(message, size);
      reservation.shrink(before);
    }
  }

  private void reserve(int size) {
    try {
      reservation.grow(size);
    } catch (ProblemException refused) {
      throw new ProtocolFailure(
          refused.problem().status() == TOO_LARGE ? CloseCode.TOO_BIG : CloseCode.TRY_AGAIN_LATER,
          refused.problem().code() + " " + refused.problem().what());
    }
  }

  private void endOfFrame() {
    if (!lastFrame) {
      return;
    }
    boolean text = messageType == TEXT;
    if (text && !utf8.complete()) {
      throw notUtf8();
    }
    int length = messageLength;
    messageType = 0;
    messageLength = 0;
    fragments = 0;
    finished++;
    try {
      sink.message(text, ByteBuffer.wrap(message, 0, length));
    } finally {
      release();
    }
  }
}

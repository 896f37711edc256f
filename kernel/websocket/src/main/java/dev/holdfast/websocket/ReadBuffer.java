package dev.holdfast.websocket;

import dev.holdfast.websocket.frame.FrameReader;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;

/**
 * The bytes read from one socket and not yet taken apart: 2 KiB while little comes, 16 KiB while
 * much does, small again after a quiet time, so that an idle connection costs little.
 */
final class ReadBuffer {
  private static final int SMALL = 2 * 1024;
  private static final int LARGE = 16 * 1024;
  private byte[] bytes;
  private int from;
  private int to;
  private boolean filled;
  private long received;
  private final MessageMemory.Share reservation;

  /** Creates a buffer that begins with what was read behind the request. */
  ReadBuffer(byte[] early, MessageMemory.Share reservation) {
    this.reservation = reservation;
    bytes = new byte[Math.max(SMALL, early.length)];
    System.arraycopy(early, 0, bytes, 0, early.length);
    to = early.length;
  }

  /** Whether something is left of the last read. */
  boolean hasRest() {
    return to > from;
  }

  void consume(FrameReader frames) {
    from = frames.read(bytes, from, to);
    if (from == to) {
      from = 0;
      to = 0;
    }
  }

  /**
   * Reads once, blocking.
   *
   * @return false at the end of the stream
   */
  boolean read(HelidonSocket socket) {
    makeRoom(filled && mayBeLarge() ? LARGE : bytes.length);
    BufferData room = BufferData.create(bytes);
    room.trim(bytes.length - to);
    // It fills our own array; Helidon's other way makes a new array for every read.
    @SuppressWarnings("removal")
    int read = socket.read(room);
    if (read < 0) {
      return false;
    }
    to += read;
    received += read;
    filled = to == bytes.length;
    return true;
  }

  /** The bytes read so far. */
  long received() {
    return received;
  }

  /** A large buffer is a convenience: when many have one, the next ones go on with theirs. */
  private boolean mayBeLarge() {
    return bytes.length >= LARGE || reservation.growIfPlenty(LARGE);
  }

  /** Throws away what is there. */
  void clear() {
    from = 0;
    to = 0;
  }

  /** To be called when the client was quiet and what it sent is consumed. */
  void shrink() {
    filled = false;
    boolean large = bytes.length == LARGE;
    makeRoom(SMALL);
    if (large && bytes.length < LARGE) {
      reservation.shrink(LARGE);
    }
  }

  /** Moves the rest to the front, which is never more than a header and a control frame. */
  private void makeRoom(int size) {
    int rest = to - from;
    if (size != bytes.length && rest < size) {
      byte[] other = new byte[size];
      System.arraycopy(bytes, from, other, 0, rest);
      bytes = other;
    } else if (from > 0) {
      System.arraycopy(bytes, from, bytes, 0, rest);
    }
    from = 0;
    to = rest;
  }
}

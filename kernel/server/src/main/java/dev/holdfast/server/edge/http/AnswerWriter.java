package dev.holdfast.server.edge.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.util.function.Consumer;

/**
 * What Helidon writes the answer of one request to. HTTP/1.0 knows no chunks, and the answer to
 * HEAD has no body: both are taken out here, so that no route has to know.
 */
public final class AnswerWriter implements DataWriter {
  private static final String END_OF_HEAD = "\r\n\r\n";

  /** What becomes of the body behind the head. */
  private enum Body {
    KEPT,
    DROPPED,
    /** Nobody knows when it ends. */
    NOT_WAITED_FOR,
    UNCHUNKED
  }

  private final Consumer<BufferData> target;
  private Body body = Body.KEPT;
  private boolean behindHead;
  private int matched;
  private final ChunkDecoder chunks = new ChunkDecoder(Long.MAX_VALUE);

  public AnswerWriter(Consumer<BufferData> target) {
    this.target = target;
  }

  /** The head that is written next is that of an answer without a body. */
  public void dropBody(boolean endless) {
    body = endless ? Body.NOT_WAITED_FOR : Body.DROPPED;
  }

  /** The body behind the head that is written next is chunked, and shall not be. */
  public void unchunk() {
    body = Body.UNCHUNKED;
  }

  @Override
  public void write(BufferData... buffers) {
    writeNow(BufferData.create(buffers));
  }

  @Override
  public void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    writeNow(BufferData.create(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
    if (body == Body.KEPT) {
      target.accept(buffer);
      return;
    }
    byte[] bytes = buffer.readBytes();
    int at = behindHead ? 0 : head(bytes);
    if (at == bytes.length) {
      return;
    }
    switch (body) {
      case UNCHUNKED -> unchunked(bytes, at);
      case NOT_WAITED_FOR -> throw new ClientGone("only the head was asked for");
      default -> {}
    }
  }

  /** Writes what belongs to the head, and says where it ends. */
  private int head(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && !behindHead) {
      byte b = bytes[at++];
      matched = b == END_OF_HEAD.charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
      behindHead = matched == END_OF_HEAD.length();
    }
    target.accept(BufferData.create(bytes, 0, at));
    return at;
  }

  private void unchunked(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      at = chunks.decode(bytes, at, bytes.length);
      int length = chunks.dataTo() - chunks.dataFrom();
      if (length > 0) {
        byte[] data = new byte[length];
        System.arraycopy(bytes, chunks.dataFrom(), data, 0, length);
        target.accept(BufferData.create(data));
      } else if (chunks.isDone()) {
        return;
      }
    }
  }
}

package dev.holdfast.server.metrics.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The bytes of one page while it is written. One thread at a time uses it. */
public final class PageBuffer {
  private byte[] bytes;
  private int length;

  PageBuffer(int capacity) {
    this.bytes = new byte[capacity];
  }

  void append(byte[] text) {
    reserve(text.length);
    put(text);
  }

  /** A line: what is in front of the number, the number, and the end of the line. */
  void line(byte[] prefix, double value) {
    reserve(prefix.length + NumberText.MOST + 1);
    put(prefix);
    length = NumberText.put(value, bytes, length);
    bytes[length++] = '\n';
  }

  /** As the other one, for a count. */
  void line(byte[] prefix, long value) {
    reserve(prefix.length + NumberText.MOST + 1);
    put(prefix);
    length = NumberText.put(value, bytes, length);
    bytes[length++] = '\n';
  }

  private void put(byte[] text) {
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  /** Takes back what was appended since the page was that long. */
  void cutTo(int earlier) {
    length = earlier;
  }

  public int length() {
    return length;
  }

  /** The page is in the first {@link #length()} of them. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, UTF_8);
  }
}

package dev.holdfast.server.edge.http;

/**
 * Takes a chunked body apart (RFC 9112, 7.1), byte by byte, so that it does not matter where the
 * bytes were cut on their way. Extensions and trailers are checked for their form and dropped.
 */
final class ChunkDecoder {
  /** A length of more digits is no length, and would not fit. */
  private static final int MOST_DIGITS = 15;

  private enum Expected {
    SIZE,
    SIZE_OR_EXTENSION,
    EXTENSION,
    LINE_FEED_OF_SIZE,
    DATA,
    RETURN_OF_DATA,
    LINE_FEED_OF_DATA,
    TRAILER,
    TRAILER_NAME,
    TRAILER_VALUE,
    LINE_FEED_OF_TRAILER,
    LAST_LINE_FEED,
    NOTHING
  }

  private final long mostOverhead;
  private Expected expected = Expected.SIZE;
  private int digits;
  private long size;
  private long overhead;
  private int dataFrom;
  private int dataTo;

  /**
   * Begins a body.
   *
   * @param mostOverhead bytes of extensions and trailers in the whole body
   */
  ChunkDecoder(long mostOverhead) {
    this.mostOverhead = mostOverhead;
  }

  boolean isDone() {
    return expected == Expected.NOTHING;
  }

  /**
   * Goes on until there is some data, the body ends, or the bytes do. The data, if any, is from
   * {@link #dataFrom} to {@link #dataTo}.
   *
   * @return how far it came; what is behind the body is left alone
   * @throws BadMessage it is not a chunked body
   */
  int decode(byte[] bytes, int from, int to) {
    dataFrom = from;
    dataTo = from;
    int at = from;
    while (at < to && !isDone()) {
      if (expected == Expected.DATA) {
        dataFrom = at;
        dataTo = (int) Math.min(to, at + size);
        size -= dataTo - at;
        if (size == 0) {
          expected = Expected.RETURN_OF_DATA;
        }
        return dataTo;
      }
      expected = next(bytes[at++]);
    }
    return at;
  }

  int dataFrom() {
    return dataFrom;
  }

  int dataTo() {
    return dataTo;
  }

  private Expected next(byte b) {
    return switch (expected) {
      case SIZE -> {
        int digit = Character.digit((char) (b & 0xff), 16);
        if (b < 0 || digit < 0) {
          throw bad("the size of a chunk is not a number");
        }
        size = digit;
        digits = 1;
        yield Expected.SIZE_OR_EXTENSION;
      }
      case SIZE_OR_EXTENSION -> sizeOrExtension(b);
      case EXTENSION -> b == '\r' ? Expected.LINE_FEED_OF_SIZE : text(b, Expected.EXTENSION);
      case LINE_FEED_OF_SIZE -> lineFeed(b, size == 0 ? Expected.TRAILER : Expected.DATA);
      case RETURN_OF_DATA -> {
        if (b != '\r') {
          throw bad("a chunk is longer than its size");
        }
        yield Expected.LINE_FEED_OF_DATA;
      }
      case LINE_FEED_OF_DATA -> lineFeed(b, Expected.SIZE);
      case TRAILER -> b == '\r' ? Expected.LAST_LINE_FEED : name(b);
      case TRAILER_NAME -> b == ':' ? text(b, Expected.TRAILER_VALUE) : name(b);
      case TRAILER_VALUE ->
          b == '\r' ? Expected.LINE_FEED_OF_TRAILER : text(b, Expected.TRAILER_VALUE);
      case LINE_FEED_OF_TRAILER -> lineFeed(b, Expected.TRAILER);
      case LAST_LINE_FEED -> lineFeed(b, Expected.NOTHING);
      case DATA, NOTHING -> throw new IllegalStateException("not a byte between chunks");
    };
  }

  private Expected sizeOrExtension(byte b) {
    if (b == '\r') {
      return Expected.LINE_FEED_OF_SIZE;
    }
    if (b == ';') {
      return text(b, Expected.EXTENSION);
    }
    int digit = Character.digit((char) (b & 0xff), 16);
    if (b < 0 || digit < 0 || digits == MOST_DIGITS) {
      throw bad("the size of a chunk is not a number");
    }
    size = size * 16 + digit;
    digits++;
    return Expected.SIZE_OR_EXTENSION;
  }

  private Expected name(byte b) {
    if (!HeadParser.isTokenCharacter(b)) {
      throw bad("a trailer is not a name and a value");
    }
    return text(b, Expected.TRAILER_NAME);
  }

  private Expected text(byte b, Expected next) {
    if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
      throw bad("there is a control character between the chunks");
    }
    if (++overhead > mostOverhead) {
      throw bad("its extensions and trailers are longer than " + mostOverhead + " bytes");
    }
    return next;
  }

  private static Expected lineFeed(byte b, Expected next) {
    if (b != '\n') {
      throw bad("there is a CR without LF between the chunks");
    }
    return next;
  }

  private static BadMessage bad(String why) {
    return new BadMessage(ClientFault.FRAMING, why);
  }
}

package dev.holdfast.console.command.events;

import dev.holdfast.spi.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8, each of a limited length; empty ones are stepped over. */
final class EventInput implements AutoCloseable {
  /** A line is there as bytes, as text and as JSON, twice; the heap of a command has 256 MiB. */
  static final int LONGEST = 16 << 20;

  private final InputStream in;
  private long number;
  private boolean ended;

  EventInput(InputStream in) {
    this.in = new BufferedInputStream(in, 64 * 1024);
  }

  /**
   * The next line that is not empty; null at the end.
   *
   * @throws EventLine.Unusable it is too long, or not UTF-8; the next one can be read
   */
  @Nullable String next() throws IOException, EventLine.Unusable {
    while (!ended) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean whole = readLine(line);
      number++;
      if (!whole) {
        throw unusable("it is longer than " + (LONGEST >> 20) + " MiB", "Send the bulk elsewhere.");
      }
      String text = text(line.toByteArray()).strip();
      if (!text.isEmpty()) {
        return text;
      }
    }
    return null;
  }

  private boolean readLine(ByteArrayOutputStream line) throws IOException {
    boolean fits = true;
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (line.size() < LONGEST) {
        line.write(next);
      } else {
        fits = false;
      }
      next = in.read();
    }
    ended = next < 0;
    return fits;
  }

  private static String text(byte[] bytes) throws EventLine.Unusable {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw unusable("it is not UTF-8", "Convert it, as with iconv.");
    }
  }

  private static EventLine.Unusable unusable(String why, String remedy) {
    return new EventLine.Unusable(
        new Problem("HF-CLI-072", 400, "The line cannot be read", why, remedy));
  }

  /** The number of the line that was read last, from 1 on. */
  long number() {
    return number;
  }

  /** Whether reading on would wait for somebody. */
  boolean waits() throws IOException {
    return in.available() == 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

package dev.holdfast.journal.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * An event that was set aside.
 *
 * @param reader the name of the reader that could not use it
 * @param time when
 * @param reason why
 * @param event whole
 */
public record DeadLetter(String reader, Instant time, Problem reason, Event event) {
  private static final int VERSION = 1;

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(time.getEpochSecond());
      out.writeInt(time.getNano());
      out.writeInt(reason.status());
      write(out, reader.getBytes(UTF_8));
      write(out, reason.code().getBytes(UTF_8));
      write(out, reason.what().getBytes(UTF_8));
      write(out, reason.why().getBytes(UTF_8));
      write(out, reason.remedy().getBytes(UTF_8));
      write(out, event.encode());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen in memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the encoded form.
   *
   * @throws IllegalArgumentException the bytes are no letter of a version that is known here
   */
  static DeadLetter decode(ByteBuffer in) {
    try {
      Heading heading = Heading.decode(in);
      String what = text(in);
      Problem reason = new Problem(heading.code, heading.status, what, text(in), text(in));
      Event event = Event.decode(ByteBuffer.wrap(bytes(in)));
      return new DeadLetter(heading.reader, heading.time, reason, event);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the dead letter ends too early", e);
    }
  }

  /** What a letter begins with: enough to choose by, without its event. */
  record Heading(Instant time, int status, String reader, String code) {

    /**
     * Reads the beginning of the encoded form.
     *
     * @throws IllegalArgumentException the bytes are no letter of a version that is known here
     */
    static Heading decode(ByteBuffer in) {
      try {
        int version = in.get();
        if (version != VERSION) {
          throw new IllegalArgumentException(
              "a dead letter of version " + version + " is not known");
        }
        Instant time = Instant.ofEpochSecond(in.getLong(), in.getInt());
        int status = in.getInt();
        return new Heading(time, status, text(in), text(in));
      } catch (BufferUnderflowException e) {
        throw new IllegalArgumentException("the dead letter ends too early", e);
      } catch (DateTimeException | ArithmeticException e) {
        throw new IllegalArgumentException("the dead letter holds a time that there is not", e);
      }
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in), UTF_8);
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a field of " + length + " bytes does not fit");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}

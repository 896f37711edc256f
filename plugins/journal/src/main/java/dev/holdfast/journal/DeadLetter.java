package dev.holdfast.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Event;
import dev.holdfast.spi.Problem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * An event that was set aside.
 *
 * @param reader the name of the one who could not use it
 * @param time when
 * @param reason why
 * @param event whole
 */
record DeadLetter(String reader, Instant time, Problem reason, Event event) {
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
   * @throws IllegalArgumentException a version that is not known here
   */
  static DeadLetter decode(ByteBuffer in) {
    int version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("a dead letter of version " + version);
    }
    Instant time = Instant.ofEpochSecond(in.getLong(), in.getInt());
    int status = in.getInt();
    String reader = text(in);
    Problem reason = new Problem(text(in), status, text(in), text(in), text(in));
    return new DeadLetter(reader, time, reason, Event.decode(ByteBuffer.wrap(bytes(in))));
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in), UTF_8);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return bytes;
  }
}

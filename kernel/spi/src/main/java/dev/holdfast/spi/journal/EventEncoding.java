package dev.holdfast.spi.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an event on disk, big-endian:
 *
 * <pre>
 *   u8  version, now 1
 *   u8  flags: 1 = subject present, 2 = time present
 *   i64 received at: seconds, i32 nanoseconds
 *   i64 time: seconds, i32 nanoseconds (only with flag 2)
 *   i32 length + UTF-8 of source, id, type, and subject (only with flag 1)
 *   i32 length + attributes
 *   i32 length + data
 * </pre>
 *
 * <p>Journals outlive servers: a version that has been released is read for ever.
 */
final class EventEncoding {
  private static final byte VERSION = 1;
  private static final int SUBJECT = 1;
  private static final int TIME = 2;
  private static final int INSTANT_BYTES = Long.BYTES + Integer.BYTES;

  private EventEncoding() {}

  static byte[] encode(Event event) {
    byte[] source = event.source().getBytes(UTF_8);
    byte[] id = event.id().getBytes(UTF_8);
    byte[] type = event.type().getBytes(UTF_8);
    String subjectText = event.subject();
    byte @Nullable [] subject = subjectText == null ? null : subjectText.getBytes(UTF_8);
    Instant time = event.time();
    int size = 2 + INSTANT_BYTES + (time == null ? 0 : INSTANT_BYTES);
    size += 5 * Integer.BYTES + source.length + id.length + type.length;
    size += (subject == null ? 0 : Integer.BYTES + subject.length);
    size = Math.addExact(size, Math.addExact(event.attributes().length, event.data().length));
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put((byte) ((subject == null ? 0 : SUBJECT) | (time == null ? 0 : TIME)));
    put(out, event.receivedAt());
    if (time != null) {
      put(out, time);
    }
    put(out, source);
    put(out, id);
    put(out, type);
    if (subject != null) {
      put(out, subject);
    }
    put(out, event.attributes());
    put(out, event.data());
    return out.array();
  }

  static Event decode(ByteBuffer in) {
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalArgumentException("an event of version " + version + " is not known here");
      }
      int flags = in.get();
      Instant receivedAt = instant(in);
      Instant time = (flags & TIME) == 0 ? null : instant(in);
      String source = text(in);
      String id = text(in);
      String type = text(in);
      String subject = (flags & SUBJECT) == 0 ? null : text(in);
      byte[] attributes = bytes(in);
      byte[] data = bytes(in);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes follow the event");
      }
      return new Event(source, id, type, subject, time, receivedAt, attributes, data);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the event ends too early", e);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("the event holds a time that there is not", e);
    }
  }

  private static void put(ByteBuffer out, Instant instant) {
    out.putLong(instant.getEpochSecond()).putInt(instant.getNano());
  }

  private static void put(ByteBuffer out, byte[] bytes) {
    out.putInt(bytes.length).put(bytes);
  }

  private static Instant instant(ByteBuffer in) {
    return Instant.ofEpochSecond(in.getLong(), in.getInt());
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in), UTF_8);
  }

  private static byte[] bytes(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a field of " + length + " bytes does not fit");
    }
    byte[] bytes = length == 0 ? Event.nothing() : new byte[length];
    in.get(bytes);
    return bytes;
  }
}

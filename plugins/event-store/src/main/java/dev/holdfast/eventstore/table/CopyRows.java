package dev.holdfast.eventstore.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.spi.Database;
import dev.holdfast.spi.journal.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events in the binary format of PostgreSQL's COPY: a signature, then for each row the number of
 * its fields and each field as its length and its bytes, then a trailer. Text is UTF-8, as is the
 * text of {@code json}; a timestamp counts microseconds from the year 2000.
 */
record CopyRows(List<Event> events) implements Database.CopyIn.Rows {
  static final String SQL =
      "copy event (source, id, type, subject, time, received_at, attributes, data)"
          + " from stdin (format binary)";

  private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0};
  private static final short FIELDS = 8;
  private static final short TRAILER = -1;
  private static final int NULL = -1;
  private static final byte[] NOTHING = {};

  /** 2000-01-01T00:00:00Z. */
  private static final long EPOCH_SECOND = 946_684_800;

  /** Microseconds of a moment that is further away do not fit; PostgreSQL ends much earlier. */
  private static final long FARTHEST_SECOND = 9_000_000_000_000L;

  /** The two numbers beside it are infinity; this one is refused. */
  private static final long OUT_OF_RANGE = Long.MAX_VALUE - 1;

  @Override
  public void writeTo(OutputStream out) throws IOException {
    Fields fields = new Fields(out);
    fields.write(SIGNATURE);
    fields.writeInt(0); // Flags.
    fields.writeInt(0); // The length of what may follow.
    for (Event event : events) {
      fields.writeShort(FIELDS);
      fields.text(event.source());
      fields.text(event.id());
      fields.text(event.type());
      fields.text(event.subject());
      fields.timestamp(event.time());
      fields.timestamp(event.receivedAt());
      fields.bytes(event.attributes());
      fields.bytes(event.data());
    }
    fields.writeShort(TRAILER);
    fields.flush();
  }

  static long microseconds(Instant instant) {
    long second = instant.getEpochSecond();
    return Math.abs(second) > FARTHEST_SECOND
        ? OUT_OF_RANGE
        : (second - EPOCH_SECOND) * 1_000_000 + instant.getNano() / 1000;
  }

  /** Collects small writes. */
  private static final class Fields {
    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(32 << 10);

    Fields(OutputStream out) {
      this.out = out;
    }

    void text(@Nullable String text) throws IOException {
      if (text == null) {
        writeInt(NULL);
      } else {
        byte[] bytes = text.isEmpty() ? NOTHING : text.getBytes(UTF_8);
        writeInt(bytes.length);
        write(bytes);
      }
    }

    /** None is null, as an attribute that is absent. */
    void bytes(byte[] bytes) throws IOException {
      if (bytes.length == 0) {
        writeInt(NULL);
      } else {
        writeInt(bytes.length);
        write(bytes);
      }
    }

    void timestamp(@Nullable Instant instant) throws IOException {
      if (instant == null) {
        writeInt(NULL);
      } else {
        writeInt(Long.BYTES);
        room(Long.BYTES).putLong(microseconds(instant));
      }
    }

    void writeInt(int value) throws IOException {
      room(Integer.BYTES).putInt(value);
    }

    void writeShort(short value) throws IOException {
      room(Short.BYTES).putShort(value);
    }

    void write(byte[] bytes) throws IOException {
      if (bytes.length > buffer.capacity()) {
        flush();
        out.write(bytes);
      } else {
        room(bytes.length).put(bytes);
      }
    }

    private ByteBuffer room(int bytes) throws IOException {
      if (buffer.remaining() < bytes) {
        flush();
      }
      return buffer;
    }

    void flush() throws IOException {
      out.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
  }
}

package dev.holdfast.spi.journal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One CloudEvents 1.0 event: the attributes that Holdfast itself uses as fields, the rest as the
 * bytes that were received. Immutable, provided that no code writes into the arrays; that is
 * forbidden.
 */
public final class Event {
  private static final byte[] NOTHING = {};

  private final String source;
  private final String id;
  private final String type;
  private final @Nullable String subject;
  private final @Nullable Instant time;
  private final Instant receivedAt;
  private final byte[] attributes;
  private final byte[] data;

  /**
   * Creates an event.
   *
   * @param source with {@code id} it identifies the event (CloudEvents 1.0, 3.1.1); not empty
   * @param id unique within the source; not empty
   * @param type not empty
   * @param subject null when absent
   * @param time when it happened, by the producer's clock; null when absent
   * @param receivedAt when Holdfast accepted it
   * @param attributes one JSON object in UTF-8 with every other attribute ({@code datacontenttype},
   *     {@code dataschema}, {@code data_base64}, extensions); empty when there is none
   * @param data the JSON value of {@code data} in UTF-8, byte for byte as received; empty when
   *     absent
   */
  public Event(
      String source,
      String id,
      String type,
      @Nullable String subject,
      @Nullable Instant time,
      Instant receivedAt,
      byte[] attributes,
      byte[] data) {
    if (source.isEmpty() || id.isEmpty() || type.isEmpty()) {
      throw new IllegalArgumentException("source, id and type must not be empty");
    }
    this.source = source;
    this.id = id;
    this.type = type;
    this.subject = subject;
    this.time = time;
    this.receivedAt = receivedAt;
    this.attributes = attributes;
    this.data = data;
  }

  public String source() {
    return source;
  }

  public String id() {
    return id;
  }

  public String type() {
    return type;
  }

  public @Nullable String subject() {
    return subject;
  }

  public @Nullable Instant time() {
    return time;
  }

  public Instant receivedAt() {
    return receivedAt;
  }

  /** All other attributes as one JSON object; empty when there is none. Not to be written to. */
  public byte[] attributes() {
    return attributes;
  }

  /** The value of {@code data}; empty when absent. Not to be written to. */
  public byte[] data() {
    return data;
  }

  /** The encoded form that journals keep: see {@link EventEncoding}. */
  public byte[] encode() {
    return EventEncoding.encode(this);
  }

  /**
   * Reads the encoded form; the buffer's position moves to its limit.
   *
   * @throws IllegalArgumentException the bytes are not an event of a version that is known here
   */
  public static Event decode(ByteBuffer encoded) {
    return EventEncoding.decode(encoded);
  }

  static byte[] nothing() {
    return NOTHING;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Event that
        && source.equals(that.source)
        && id.equals(that.id)
        && type.equals(that.type)
        && Objects.equals(subject, that.subject)
        && Objects.equals(time, that.time)
        && receivedAt.equals(that.receivedAt)
        && Arrays.equals(attributes, that.attributes)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, id);
  }

  @Override
  public String toString() {
    return "Event[" + source + " " + id + " " + type + ", " + data.length + " bytes]";
  }
}

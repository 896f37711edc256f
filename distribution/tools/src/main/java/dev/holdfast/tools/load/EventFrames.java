package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/**
 * Events of one source as finished, masked WebSocket frames, one event a message.
 *
 * <p>Load shall be cheap to make, or the producer is what gets measured. So the frame is encoded
 * and masked once; for each event it is copied, and only the digits of the id are written anew,
 * each xor-ed with the byte of the mask that falls on it. One mask for all frames of a source is
 * legal on the wire, and would only be unwise behind a proxy that a browser talks through.
 */
public final class EventFrames {
  /** Enough for any run, and a fixed width keeps every frame of one length. */
  static final int ID_DIGITS = 12;

  private static final String ZERO_ID = "0".repeat(ID_DIGITS);
  private static final int MASK_BYTES = 4;
  private static final int TEXT_FRAME = 0x81;
  private static final int MASKED = 0x80;

  private final byte[] template;

  /** Where the id's digits stand in the template. */
  private final int idAt;

  /** The mask's bytes below the digits. */
  private final byte[] idMask = new byte[ID_DIGITS];

  public EventFrames(String source, int eventSize, Random random) {
    byte[] payload = event(source, eventSize).getBytes(UTF_8);
    byte[] mask = new byte[MASK_BYTES];
    random.nextBytes(mask);
    template = frame(TEXT_FRAME, payload, payload.length, mask);
    int header = template.length - payload.length;
    int idInPayload = event(source, eventSize).indexOf(ZERO_ID);
    idAt = header + idInPayload;
    for (int i = 0; i < ID_DIGITS; i++) {
      idMask[i] = mask[(idInPayload + i) % MASK_BYTES];
    }
  }

  /** The id of an event as it stands in the JSON. */
  public static String id(long number) {
    String digits = Long.toString(number);
    return ZERO_ID.substring(digits.length()) + digits;
  }

  int frameSize() {
    return template.length;
  }

  /** Writes the frame of one event, and answers where the next one starts. */
  int write(long number, byte[] target, int offset) {
    System.arraycopy(template, 0, target, offset, template.length);
    long rest = number;
    for (int i = ID_DIGITS - 1; i >= 0; i--) {
      target[offset + idAt + i] = (byte) (('0' + rest % 10) ^ idMask[i]);
      rest /= 10;
    }
    return offset + template.length;
  }

  /** One finished frame, masked as a client must. */
  public static byte[] frame(int firstByte, byte[] payload, int length, byte[] mask) {
    int extended = length < 126 ? 0 : length <= 0xFFFF ? 2 : 8;
    byte[] frame = new byte[2 + extended + MASK_BYTES + length];
    frame[0] = (byte) firstByte;
    frame[1] = (byte) (MASKED | (extended == 0 ? length : extended == 2 ? 126 : 127));
    for (int i = 0; i < extended; i++) {
      frame[2 + i] = (byte) ((long) length >>> (8 * (extended - 1 - i)));
    }
    System.arraycopy(mask, 0, frame, 2 + extended, MASK_BYTES);
    for (int i = 0; i < length; i++) {
      frame[2 + extended + MASK_BYTES + i] = (byte) (payload[i] ^ mask[i % MASK_BYTES]);
    }
    return frame;
  }

  /** A CloudEvent of the size that was asked for, or of the least size that it can have. */
  private static String event(String source, int size) {
    String start =
        "{\"specversion\":\"1.0\",\"id\":\""
            + ZERO_ID
            + "\",\"source\":\""
            + source
            + "\",\"type\":\"dev.holdfast.load\",\"time\":\"2026-01-01T00:00:00Z\","
            + "\"data\":{\"fill\":\"";
    String end = "\"}}";
    return start + "x".repeat(Math.max(0, size - start.length() - end.length())) + end;
  }
}

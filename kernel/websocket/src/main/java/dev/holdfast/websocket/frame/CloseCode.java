package dev.holdfast.websocket.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The close codes of RFC 6455, 7.4, and the payload of a close frame. */
public final class CloseCode {
  static final int NORMAL = 1000;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED = 1003;
  public static final int NONE_GIVEN = 1005;
  public static final int LOST = 1006;
  public static final int NOT_UTF8 = 1007;
  public static final int POLICY = 1008;
  static final int TOO_BIG = 1009;
  public static final int SERVER_ERROR = 1011;
  public static final int RESTART = 1012;
  public static final int TRY_AGAIN_LATER = 1013;
  private static final int MAX_REASON = 123;

  private CloseCode() {}

  /** Whether it may stand in a frame. 1012 to 1014 came later, into IANA's registry. */
  public static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  /** Code and reason as the payload of a frame; the reason is cut between two characters. */
  public static byte[] payload(int code, String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(utf8.length, MAX_REASON);
    while (length < utf8.length && length > 0 && (utf8[length] & 0xC0) == 0x80) {
      length--;
    }
    byte[] payload = new byte[2 + length];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    System.arraycopy(utf8, 0, payload, 2, length);
    return payload;
  }

  /** What a client's close frame says, once it is found valid. */
  static Ending parse(byte[] bytes, int from, int to) {
    if (from == to) {
      return new Ending(NONE_GIVEN, "");
    }
    if (to - from == 1) {
      throw new ProtocolFailure(PROTOCOL_ERROR, "close frame with half a code");
    }
    int code = (bytes[from] & 0xFF) << 8 | (bytes[from + 1] & 0xFF);
    if (!mayBeSent(code)) {
      throw new ProtocolFailure(PROTOCOL_ERROR, "close code " + code + " may not be sent");
    }
    if (!Utf8.valid(bytes, from + 2, to)) {
      throw new ProtocolFailure(NOT_UTF8, "close reason is not UTF-8");
    }
    byte[] reason = Arrays.copyOfRange(bytes, from + 2, to);
    return new Ending(code, new String(reason, StandardCharsets.UTF_8));
  }

  /** How a session ended. */
  public record Ending(int code, String reason) {}
}

package dev.holdfast.alerts.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/** Short identifiers, derived from a text by a hash. */
public final class ShortHash {
  private ShortHash() {}

  /** Sixteen hexadecimal digits. */
  public static String of(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The id of an incident: eight hexadecimal digits, short enough to read out on the telephone. */
  public static String incident(String key, Instant since) {
    String digits = of(key + "@" + since.toEpochMilli()).toUpperCase(Locale.ROOT);
    return digits.substring(0, 4) + "-" + digits.substring(4, 8);
  }
}

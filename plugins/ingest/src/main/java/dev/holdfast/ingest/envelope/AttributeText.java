package dev.holdfast.ingest.envelope;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rule for the text of an attribute (CloudEvents 1.0, "String"). */
final class AttributeText {
  private static final int LAST_CONTROL = 0x1F;
  private static final int DELETE = 0x7F;
  private static final int LAST_C1_CONTROL = 0x9F;

  private AttributeText() {}

  /**
   * What is wrong with it; null when nothing is.
   *
   * @param maxBytes in UTF-8
   */
  static @Nullable String fault(String name, String text, int maxBytes) {
    if (text.isEmpty()) {
      return name + " is empty";
    }
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= LAST_CONTROL || (c >= DELETE && c <= LAST_C1_CONTROL)) {
        return name + String.format(Locale.ROOT, " contains the control character U+%04X", (int) c);
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return name + " contains half of a surrogate pair";
        }
        i++;
        bytes += 4;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return bytes <= maxBytes
        ? null
        : name + " has " + bytes + " bytes in UTF-8; the limit is " + maxBytes;
  }

  /** Whether a name follows CloudEvents 1.0: lower-case letters and digits of ASCII. */
  static boolean isStrictName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}

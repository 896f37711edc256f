package dev.holdfast.email;

import dev.holdfast.spi.ProblemException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses as mail servers take them: a name in other letters than ASCII is encoded (RFC 2047), a
 * domain in them is written in ASCII (RFC 5891). What stands before the at sign has no such form:
 * it would need a server that speaks SMTPUTF8, and so would every one behind it.
 */
final class Addresses {
  private static final Pattern ADDRESS = Pattern.compile("(.*<)?([^<>]*)@([^<>@]*)(>.*)?");

  private Addresses() {}

  /**
   * Reads one.
   *
   * @param key of the setting
   * @throws ProblemException it is none, or needs SMTPUTF8
   */
  static InternetAddress of(String key, String text) {
    Matcher parts = ADDRESS.matcher(text.strip());
    if (!parts.matches() || text.chars().anyMatch(Character::isISOControl)) {
      throw wrong(key, text, "it is not name@host or \"Name <name@host>\"");
    }
    if (!isAscii(parts.group(2))) {
      throw wrong(
          key,
          text,
          "the part before the @ has letters that mail servers take with SMTPUTF8 only; use an"
              + " address without them");
    }
    try {
      String bare = parts.group(2).strip() + "@" + ascii(parts.group(3).strip());
      String name = parts.group(1) == null ? "" : parts.group(1);
      InternetAddress parsed = new InternetAddress(name + bare + (name.isEmpty() ? "" : ">"), true);
      parsed.validate();
      String personal = parsed.getPersonal();
      return personal == null
          ? parsed
          : new InternetAddress(parsed.getAddress(), personal, "UTF-8");
    } catch (AddressException | UnsupportedEncodingException | IllegalArgumentException e) {
      throw wrong(key, text, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A name of a machine in ASCII.
   *
   * @throws IllegalArgumentException it is none
   */
  static String ascii(String domain) {
    return isAscii(domain) ? domain : IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static ProblemException wrong(String key, String text, String why) {
    return new ProblemException(
        EmailProblems.SETTINGS.because(key + " = \"" + text + "\" is not an address: " + why));
  }
}

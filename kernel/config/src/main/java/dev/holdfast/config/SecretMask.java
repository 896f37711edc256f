package dev.holdfast.config;

import com.typesafe.config.ConfigUtil;
import dev.holdfast.spi.Secret;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes values safe to show. In doubt it hides too much: a password in a log cannot be taken back.
 */
final class SecretMask {
  private static final int LONGEST = 80;
  private static final String WORDS = "(?:password|passwd|pwd|passphrase|token|secret|key)";
  private static final Pattern KEY = Pattern.compile("(?i).*" + WORDS + "s?", Pattern.DOTALL);

  /** Greedy up to the last at-sign: a password may contain one, and spaces. */
  private static final Pattern USER_INFO = Pattern.compile("(//[^/:@\\s]*:)(.+)(?=@)");

  private static final Pattern PARAMETER = Pattern.compile("(?i)(" + WORDS + "=)([^&;]+)");
  private static final Pattern MENTIONED = Pattern.compile("(?i)" + WORDS);

  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.:-]*:\\S*");

  private SecretMask() {}

  /** Whether the name of a key says that its value is secret. */
  static boolean secretKey(String key) {
    return KEY.matcher(key).matches();
  }

  /** Whether a line of a file may hold a secret, so that no part of it may be shown. */
  static boolean mentionsSecret(String line) {
    return MENTIONED.matcher(line).find() || USER_INFO.matcher(line).find();
  }

  static String secret(String value) {
    return new Secret(value).toString();
  }

  /** A value of an ordinary key, without the passwords that URLs carry. */
  static String ordinary(String value) {
    return hide(PARAMETER, hide(USER_INFO, value));
  }

  /** Whether passwords can be found in it; what is neither an address nor empty is hidden whole. */
  static boolean isAddress(String value) {
    return value.isEmpty() || ADDRESS.matcher(value).matches();
  }

  /** A value for a message: masked, quoted, without control characters, not longer than a line. */
  static String quoted(String key, String value) {
    String safe = secretKey(key) ? secret(value) : ordinary(value);
    String cut = safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
    String escaped = ConfigUtil.quoteString(cut);
    return "'" + escaped.substring(1, escaped.length() - 1).replace("\\\"", "\"") + "'";
  }

  private static String hide(Pattern pattern, String value) {
    return pattern
        .matcher(value)
        .replaceAll(found -> Matcher.quoteReplacement(found.group(1) + secret(found.group(2))));
  }
}

package dev.holdfast.database.driver;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Suggests the known parameter that an unknown one was probably meant to be. */
final class ParameterSuggestion {
  /** No parameter is longer. */
  private static final int LONGEST = 40;

  /** One letter in so many may be wrong. */
  private static final int PART = 4;

  private ParameterSuggestion() {}

  static Optional<String> nearest(String word, Collection<String> known) {
    String wanted = plain(word);
    return wanted.length() > LONGEST
        ? Optional.empty()
        : known.stream()
            .filter(each -> distance(wanted, plain(each)) <= Math.max(1, each.length() / PART))
            .min(Comparator.comparingInt(each -> distance(wanted, plain(each))));
  }

  /** {@code ssl_mode} and {@code sslMode} are the same word. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] before = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int[] now = new int[b.length() + 1];
      now[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        now[j] = Math.min(Math.min(now[j - 1], before[j]) + 1, before[j - 1] + change);
      }
      before = now;
    }
    return before[b.length()];
  }
}

package dev.holdfast.config.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
public final class Spelling {
  /** Longer words are not compared: the cost grows with the product of the lengths. */
  private static final int LONGEST = 100;

  private Spelling() {}

  /** The nearest of the known words, when it is near: a third of its letters wrong at most. */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = plain(word);
    return known.stream()
        .filter(candidate -> candidate.length() <= LONGEST)
        .filter(candidate -> distance(wanted, plain(candidate)) <= allowed(wanted, candidate))
        .min(
            Comparator.comparingInt((String candidate) -> distance(wanted, plain(candidate)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int allowed(String wanted, String candidate) {
    int shorter = Math.min(wanted.length(), plain(candidate).length());
    return shorter < 3 ? 0 : Math.max(1, plain(candidate).length() / 3);
  }

  /** {@code segmentSize}, {@code segment_size} and {@code segment-size} are the same word. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Levenshtein's distance, where two letters that changed places count as one. */
  public static int distance(String a, String b) {
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, table);
      }
    }
    return table[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] table) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1);
    best = Math.min(best, table[i - 1][j - 1] + change);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
  }
}

package dev.holdfast.config;

import dev.holdfast.spi.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The secrets of a configuration, to be masked wherever they turn up: a substitution may have
 * carried one into a setting that is not secret, and a plugin may repeat one.
 */
final class KnownSecrets {
  static final KnownSecrets NONE = new KnownSecrets(List.of());

  /** Shorter ones are in too many words by chance, and are guessed anyway. */
  private static final int LONG_ENOUGH = 4;

  private final List<String> values;

  /** Longer ones are looked for first: one may be a part of another. */
  KnownSecrets(Collection<String> values) {
    this.values =
        values.stream()
            .map(String::strip)
            .filter(value -> value.length() >= LONG_ENOUGH)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text with each of them masked. */
  String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, new Secret(value).toString());
    }
    return masked;
  }
}

package dev.holdfast.websocket;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sub-protocols that a client offers. A browser cannot set headers, so a token may stand among
 * them as {@code bearer.<token>}; it is taken out here and never becomes the chosen one.
 *
 * @param offered without the token
 * @param token not to be logged
 */
record Subprotocols(List<String> offered, @Nullable String token) {
  private static final String BEARER = "bearer.";

  static Subprotocols parse(List<String> values) {
    String token = null;
    for (String value : values) {
      if (value.startsWith(BEARER)) {
        token = value.substring(BEARER.length());
      }
    }
    return new Subprotocols(
        values.stream().filter(value -> !value.isEmpty() && !value.startsWith(BEARER)).toList(),
        token);
  }

  /** The first of those wanted that was offered. */
  Optional<String> choose(List<String> wanted) {
    return wanted.stream().filter(offered::contains).findFirst();
  }

  @Override
  public String toString() {
    return "Subprotocols" + offered;
  }
}

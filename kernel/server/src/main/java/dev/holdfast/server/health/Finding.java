package dev.holdfast.server.health;

import java.time.Instant;
import java.util.Map;

/**
 * What a check said last.
 *
 * @param name {@code plugin} or {@code plugin/check}
 * @param details of the check, in its order
 * @param since when the verdict became what it is
 * @param checkedAt when it was last confirmed
 */
record Finding(
    String name, Verdict verdict, Map<String, Object> details, Instant since, Instant checkedAt) {

  String plugin() {
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }

  /** The same, seen again or changed. */
  Finding next(Verdict now, Map<String, Object> nowDetails, Instant at) {
    return new Finding(name, now, nowDetails, now == verdict ? since : at, at);
  }
}

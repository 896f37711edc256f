package dev.holdfast.spi.server;

import dev.holdfast.spi.Health;
import java.time.Instant;
import java.util.Map;

/**
 * The last result of a health check, or a finding of the kernel about a plugin.
 *
 * @param name {@code plugin} or {@code plugin/check}
 * @param details of the check, in its order; see {@link Health#REASON} and {@link Health#HINT}
 * @param since when the verdict became what it is
 * @param checkedAt when it was last confirmed
 */
public record Finding(
    String name, Verdict verdict, Map<String, Object> details, Instant since, Instant checkedAt) {

  /** Whose it is; "kernel" for the server itself. */
  public String plugin() {
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash);
  }
}

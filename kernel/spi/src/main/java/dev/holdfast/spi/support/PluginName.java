package dev.holdfast.spi.support;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plugin may be called: {@code [a-z][a-z0-9-]*}, at most 40 characters, and not as the
 * kernel's own configuration blocks, health paths and folders. Safe for several threads.
 */
public final class PluginName {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  private static final Set<String> RESERVED =
      Set.of(
          "kernel",
          "run",
          "live",
          "ready",
          "started",
          "web",
          "security",
          "data",
          "plugins",
          "health",
          "supervision",
          "process",
          "safe-mode");

  private PluginName() {}

  /** Whether a name has the form of one; it may be reserved. */
  public static boolean isWellFormed(String name) {
    return FORM.matcher(name).matches();
  }

  /** Whether a name is the kernel's own. */
  public static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }
}

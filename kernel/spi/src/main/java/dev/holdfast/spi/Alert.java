package dev.holdfast.spi;

/**
 * A fact that a person should know. It stays on the kernel's board until it is resolved.
 *
 * @param key identifies it for {@link PluginContext#resolve}; unique in the plugin, bounded in
 *     number
 * @param severity how much it matters
 * @param problem what, why and what to do
 */
public record Alert(String key, Severity severity, Problem problem) {
  /** How much it matters. */
  public enum Severity {
    /** Look at it in working hours. */
    WARNING,
    /** Wake somebody. */
    CRITICAL
  }
}

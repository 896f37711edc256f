package dev.holdfast.server.plugin;

import dev.holdfast.spi.Problem;

/** Why a plugin is refused, or down. */
public final class PluginProblems {
  static final Problem UNREADABLE =
      new Problem(
          "HF-PLG-001",
          503,
          "The plugin's jar cannot be read",
          "",
          "Copy it again, whole; the server runs on without it");
  static final Problem NO_PROVIDER =
      new Problem(
          "HF-PLG-002",
          503,
          "Nothing in the folder is a plugin",
          "",
          "A jar must name its class in META-INF/services/dev.holdfast.spi.Plugin");
  static final Problem BROKEN =
      new Problem(
          "HF-PLG-003",
          503,
          "The plugin's class cannot be loaded or made",
          "",
          "Build it against this server's spi, with every library it needs in its folder");
  static final Problem BAD_NAME =
      new Problem(
          "HF-PLG-004",
          503,
          "The plugin's name is not [a-z][a-z0-9-]*, or is longer than 40 characters",
          "",
          "Change what name() returns");
  static final Problem DUPLICATE =
      new Problem(
          "HF-PLG-005",
          503,
          "Another plugin has this name",
          "",
          "Remove one of the two; the one whose folder sorts first is used");

  /** A start, a worker or a stop failed. */
  public static final Problem FAILED =
      new Problem(
          "HF-PLG-006",
          503,
          "The plugin failed and will be restarted",
          "",
          "It is restarted with growing pauses; the log has the stack");

  /** It failed too often. */
  public static final Problem QUARANTINED =
      new Problem(
          "HF-PLG-007",
          503,
          "The plugin failed too often and is left alone",
          "",
          "Mend or remove it, then restart the server");

  /** It waits for a service of another plugin. */
  public static final Problem WAITING =
      new Problem(
          "HF-PLG-008",
          503,
          "The plugin waits for a service that no running plugin offers",
          "",
          "See /health for the plugin that should offer it");

  private PluginProblems() {}
}

package dev.holdfast.server.plugin.loading;

import dev.holdfast.config.Objections;
import dev.holdfast.spi.Problem;
import java.util.Collection;

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
          "The plugin's class cannot be loaded or instantiated",
          "",
          "Build it against this server's spi, with every library it needs in its folder");
  static final Problem BAD_NAME =
      new Problem(
          "HF-PLG-004",
          503,
          "The plugin's name is not [a-z][a-z0-9-]*, or is longer than 40 characters",
          "",
          "Change the name that name() returns");
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
          "See the cause and the log. Mend or replace it, then: holdfast plugins release NAME");

  /** It waits for a service of another plugin. */
  public static final Problem WAITING =
      new Problem(
          "HF-PLG-008",
          503,
          "The plugin waits for a service that no running plugin offers",
          "",
          "See /health for the plugin that should offer it");

  static final Problem OTHER_CONTRACT =
      new Problem(
          "HF-PLG-009",
          503,
          "The plugin was built for another version of the contract",
          "",
          "Use a version of the plugin that was built for this server, or the server that it was built for");
  static final Problem BAD_DEFAULTS =
      new Problem(
          "HF-PLG-010",
          503,
          "The plugin's own reference.conf is broken",
          "",
          "Tell its author; the server runs on without it");

  /** An operator named a plugin that is not there. */
  public static final Problem UNKNOWN =
      new Problem("HF-PLG-011", 404, "No plugin has this name", "", "See: holdfast plugins ls");

  /** What an operator asked for does not fit the state. */
  public static final Problem PAUSED =
      new Problem(
          "HF-PLG-019",
          503,
          "The server has paused this plugin for a while",
          "",
          "It starts again by itself; to start it now: holdfast plugins restart NAME");

  public static final Problem NOT_NOW =
      new Problem("HF-PLG-012", 409, "The state of the plugin does not allow this", "", "");

  /** Plugins wait for each other, or for what is not there. */
  public static final Problem STANDOFF =
      new Problem(
          "HF-PLG-013",
          503,
          "Plugins wait for services that no plugin will offer",
          "",
          "If they wait for each other, remove one, or tell their authors: one plugin must"
              + " require its service later than in start(). Otherwise add the plugin that"
              + " offers the service");

  /** Threads of the plugin do not end. */
  public static final Problem LEFT_BEHIND =
      new Problem(
          "HF-PLG-014",
          503,
          "Threads of the plugin did not end with it and are left behind",
          "",
          "Restart the server at a quiet hour to end them, and tell the plugin's author");

  /** Its block of the configuration has mistakes. */
  public static final Problem BAD_CONFIGURATION =
      new Problem(
          "HF-PLG-015",
          503,
          "The plugin's configuration has mistakes",
          "",
          "Correct conf/holdfast.conf, then: holdfast plugins reload NAME, or copy the jar once more");

  /** A replacement did not work, and was taken back. */
  public static final Problem PUT_BACK =
      new Problem(
          "HF-PLG-016",
          503,
          "The new version did not work, and the old one is back",
          "",
          "Fix the new version and copy it again, or copy the old one to clear this notice");

  /** Classes of a plugin that is not used any more are still in the heap. */
  public static final Problem HELD =
      new Problem(
          "HF-PLG-017",
          503,
          "An old version of a plugin cannot leave the heap",
          "",
          "Each further replacement costs as much memory again; tell the plugin's author");

  /** Only the plugins of the distribution are started now. */
  static final Problem LEFT_OUT =
      new Problem(
          "HF-PLG-018",
          503,
          "The plugin is left out, because the server is in safe mode",
          "",
          "See kernel/safe-mode on /health; holdfast restart --normal leaves safe mode");

  /** Its own look at its settings went wrong. */
  public static final Problem NOT_VALIDATED =
      new Problem(
          "HF-CFG-011",
          500,
          "The plugin cannot check its own settings",
          "",
          "Tell its author; the start continues, and the plugin may still refuse them");

  private static final Problem NOT_THERE =
      new Problem(
          "HF-CFG-010",
          500,
          "It names a plugin that this server does not have",
          "",
          "Correct the name, or put the plugin into the plugins folder");

  static final Problem BAD_CONFIGURATION_TYPE =
      new Problem(
          "HF-PLG-030",
          503,
          "The plugin does not name a record that its configuration can be bound to",
          "",
          "Tell its author; the server runs on without it");

  /** It asks for a class that only it has: nobody else can ever offer that. */
  public static final Problem NOT_SHARED =
      new Problem(
          "HF-PLG-031",
          503,
          "The plugin requires a service by a class that it does not share with its provider",
          "",
          "Take the class out of both jars: plugins share only types of the spi, of the JDK and of Helidon. Then: holdfast plugins release NAME");

  /** It asks for more than any plugin needs. */
  public static final Problem TOO_MUCH =
      new Problem(
          "HF-PLG-032",
          503,
          "The plugin asks for more than it may have",
          "",
          "Tell its author, or raise the limit");

  public static final Problem NOT_ENTITLED =
      new Problem(
          "HF-PLG-033",
          503,
          "The plugin offers a service that belongs to another plugin",
          "",
          "Remove it, or name it in holdfast.plugins.owners");

  /** Its leftovers cannot be purged. */
  public static final Problem STILL_THERE =
      new Problem(
          "HF-PLG-034",
          409,
          "A plugin that is there, or may be, cannot be purged",
          "",
          "Remove its jar from the plugins folder first, and mend or remove every jar that the"
              + " server refuses: it may be this plugin. See: holdfast plugins ls, holdfast health");

  /** What it has left is nowhere else. */
  public static final Problem PRECIOUS =
      new Problem(
          "HF-PLG-035",
          409,
          "Data that is nowhere else would be lost",
          "",
          "To delete it all the same: holdfast plugins purge NAME --yes --force");

  private PluginProblems() {}

  /** For a name in the configuration; with the one that was probably meant. */
  public static Problem notThere(String name, Collection<String> known) {
    String meant =
        Objections.meant(name, known).map(word -> "; did you mean '" + word + "'?").orElse("");
    return NOT_THERE.because("'" + name + "'" + meant);
  }

  /** Whether nothing is wrong with the plugin itself. */
  public static boolean isLeftOut(Problem problem) {
    return problem.code().equals(LEFT_OUT.code());
  }
}

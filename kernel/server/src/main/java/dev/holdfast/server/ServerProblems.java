package dev.holdfast.server;

import dev.holdfast.spi.Problem;

/** Why a server does not start. */
final class ServerProblems {
  static final Problem NOT_WRITABLE =
      new Problem(
          "HF-SRV-001",
          500,
          "The data directory cannot be written",
          "",
          "Give this user the directory, or name another one with data.dir");
  static final Problem ALREADY_RUNNING =
      new Problem(
          "HF-SRV-002",
          503,
          "Another server uses this data directory",
          "",
          "Stop it, or give this one a data.dir of its own");
  static final Problem OPEN_TO_ALL =
      new Problem(
          "HF-SRV-003",
          500,
          "Anybody on another machine could use the port without a token",
          "",
          "Add tokens under holdfast.security.tokens, or set web.host to 127.0.0.1, or, if the network"
              + " is closed, security.allow-anonymous = true");

  static final Problem UNKNOWN_SETTING =
      new Problem(
          "HF-CFG-022",
          404,
          "There is no such setting",
          "",
          "holdfast config explain lists the blocks, and with the name of one its settings");

  static final Problem PLUGINS_UNREADABLE =
      new Problem(
          "HF-SRV-004",
          500,
          "The plugin directory cannot be read",
          "",
          "Give this user the directory, or name another one with plugins.directory");

  static final Problem TOKEN_EXPOSED =
      new Problem(
          "HF-SRV-005",
          500,
          "Other users of this machine may be able to read the admin token",
          "",
          "Put data.dir on a file system that keeps access rights");

  static final Problem LINK =
      new Problem(
          "HF-SRV-020",
          500,
          "A folder of the data directory is a link, and is not used",
          "",
          "Remove the link; to keep data elsewhere, set data.dir");

  static final Problem LOCK_DELETED =
      new Problem(
          "HF-SRV-021",
          500,
          "The lock of the data directory was deleted while this server runs; the server has"
              + " locked it again",
          "",
          "Delete nothing in run/ of the data directory: a second server could have started on it");

  static final Problem LOCK_LOST =
      new Problem(
          "HF-SRV-022",
          503,
          "Another server has taken this data directory, after its lock was deleted; this one ends",
          "",
          "Nothing acknowledged is lost. Delete nothing in run/ of the data directory");

  static final Problem NO_HOST =
      new Problem(
          "HF-CFG-012",
          500,
          "The value is not an address or a host name",
          "",
          "Set web.host to an address such as 127.0.0.1 or ::1, and the port with web.port");

  static final Problem CONTRADICTION =
      new Problem(
          "HF-CFG-013", 500, "Two settings contradict each other", "", "Change one of the two");

  static final Problem UNCLAIMED =
      new Problem(
          "HF-CFG-016",
          500,
          "A block of the configuration belongs to no plugin of this server",
          "",
          "Put the plugin back into the plugins folder, or remove the block");

  private ServerProblems() {}
}

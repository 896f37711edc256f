package dev.holdfast.server;

/**
 * What the process tells whoever started it: the part of the table of exit codes that the server
 * needs. The whole table is ExitCode of the console, which a test compares with this one.
 */
enum ServerExitCode {
  OK(0),
  FAILURE(1),
  USAGE(2),
  /** The watchdog asks to be started again. */
  RESTART(3),
  DATA_NOT_WRITABLE(73),
  ALREADY_RUNNING(75),
  CONFIG_INVALID(78);

  private final int code;

  ServerExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}

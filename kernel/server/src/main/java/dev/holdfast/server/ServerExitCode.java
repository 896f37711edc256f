package dev.holdfast.server;

/**
 * What the process tells whoever started it; stable, from sysexits.h where it has a word for it.
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

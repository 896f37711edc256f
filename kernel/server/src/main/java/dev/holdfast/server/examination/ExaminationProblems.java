package dev.holdfast.server.examination;

import dev.holdfast.spi.Problem;

/** What the doctor finds wrong around the server, and what to do about it. */
final class ExaminationProblems {
  static final Problem HANGS =
      problem(
          "HF-DOC-001",
          "The plugin did not finish its examination",
          "A system that the plugin asked does not answer; see the lines before this one, then"
              + " run the doctor again");
  static final Problem FAILED =
      problem(
          "HF-DOC-002",
          "The plugin's examination failed",
          "The lines before this one are still true; tell the plugin's author the cause");
  static final Problem HEAP_TOO_LARGE =
      problem(
          "HF-DOC-003",
          "The heap and the rest of the process do not fit into the memory",
          "Set HOLDFAST_HEAP, or -Xmx in conf/jvm.options, to at most half of the memory");
  static final Problem FEW_FILES =
      problem(
          "HF-DOC-004",
          "Few files and connections may be open at one time",
          "Raise the limit of this user: ulimit -n 65536, for a service LimitNOFILE=65536");
  static final Problem NOT_LOCAL =
      problem(
          "HF-DOC-005",
          "The data directory is not on a local disk",
          "Put data.dir on a local disk: on other file systems fsync and locks are less reliable");
  static final Problem IN_MEMORY =
      problem(
          "HF-DOC-006",
          "The data directory is in memory and gone after a restart of the machine",
          "Put data.dir on a disk");
  static final Problem NO_ANSWER =
      problem(
          "HF-DOC-007",
          "A server runs on the data directory and does not answer",
          "Read its log; if it hangs, keep a thread dump (kill -3) and restart it");
  static final Problem PORT_TAKEN =
      problem(
          "HF-DOC-008",
          "The web port cannot be opened",
          "Find the program that uses it (Linux: ss -ltnp; macOS: lsof -nP -iTCP -sTCP:LISTEN;"
              + " Windows: netstat -ano), or name another one with web.port");
  static final Problem HOST_UNKNOWN =
      problem(
          "HF-DOC-009",
          "The address to listen on is not one of this machine",
          "Set web.host to 127.0.0.1, or to an address that this machine has");
  static final Problem CLOCK_WRONG =
      problem(
          "HF-DOC-010",
          "The clock of this machine is wrong",
          "Set it: timedatectl set-ntp true (Linux), sntp -sS time.apple.com (macOS), w32tm /resync"
              + " (Windows)");
  static final Problem PLUGIN_MISSING =
      problem(
          "HF-DOC-011",
          "A required plugin is missing",
          "Put it back into the plugin directory, or take its name out of plugins.required");
  static final Problem OLD_JAVA =
      problem(
          "HF-DOC-012",
          "This Java is too old",
          "Install Java 25 or newer, or name it in HOLDFAST_JAVA_HOME");
  static final Problem LEFT_OUT =
      problem(
          "HF-DOC-013",
          "The plugin is not examined because its settings have mistakes",
          "Correct the settings named above, then run the doctor again");

  static final Problem UNDER_WAY =
      new Problem(
          "HF-CFG-017",
          409,
          "The server is being examined already",
          "",
          "Run the doctor again when the other one has finished");
  static final Problem UNWELL =
      new Problem("HF-CFG-018", 503, "The running server is not well", "", "See: holdfast health");
  static final Problem RESTARTS =
      new Problem(
          "HF-CFG-021",
          503,
          "The plugin is restarted again and again",
          "",
          "See: holdfast plugins info NAME, and holdfast errors");
  static final Problem NOT_ASKED =
      new Problem(
          "HF-CFG-019",
          503,
          "The running server did not examine itself",
          "",
          "Run the doctor as the server's user, and read the server's log; the lines below were"
              + " examined from here, with the settings and the environment of this command");
  static final Problem TWO_VERSIONS =
      new Problem(
          "HF-CFG-020",
          500,
          "A folder holds two versions of one library, and it is chance which one is used",
          "",
          "Stop the server and delete the older one; it is best to unzip a new version into a folder"
              + " of its own");

  private ExaminationProblems() {}

  private static Problem problem(String code, String what, String remedy) {
    return new Problem(code, 500, what, "", remedy);
  }
}

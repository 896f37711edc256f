package dev.holdfast.memorywatchdog.problem;

import dev.holdfast.spi.Problem;

/** The problems that the watchdog reports. */
public final class WatchdogProblems {
  public static final Problem LADDER =
      problem(
          "HF-MEM-001",
          "The steps of the memory watchdog are not in order",
          "Correct memory-watchdog.ladder: leave must be below enter of the same step, and enter must"
              + " not be below enter of the step before.");
  public static final Problem PRESSURE =
      problem(
          "HF-MEM-002",
          "The server is short of memory",
          "The diagnostic bundle shows which plugin holds the memory: holdfast incident show. If there"
              + " is no bundle yet: holdfast incident capture. If no plugin is at fault, raise the heap"
              + " (-Xmx in conf/jvm.options, or HOLDFAST_HEAP).");
  public static final Problem SOON_FULL =
      problem(
          "HF-MEM-003",
          "The heap will be full soon at the present rate",
          "See how much each plugin holds: holdfast incident capture. Restart the plugin that grows:"
              + " holdfast plugins restart NAME.");
  public static final Problem REFUSING =
      problem(
          "HF-MEM-004",
          "The server is short of memory and accepts no new clients",
          "Try again later.");
  public static final Problem KEPT_PAUSED =
      problem(
          "HF-MEM-005",
          "A plugin stays paused: the server was short of memory each time that it ran",
          "Read the last diagnostic bundle (holdfast incident show), repair the plugin, and resume it:"
              + " holdfast plugins restart NAME.");
  public static final Problem RESTART =
      problem(
          "HF-MEM-006",
          "Memory is nearly full, so the server restarts",
          "The diagnostic bundle that is named shows which plugin held the memory.");
  public static final Problem COLLECTING =
      problem(
          "HF-MEM-008",
          "The server spends most of its time on garbage collection",
          "The heap is too small for the plugins that run. Raise it (conf/jvm.options or HOLDFAST_HEAP),"
              + " or find the plugin that holds it: holdfast incident capture.");
  public static final Problem DIRECT =
      problem(
          "HF-MEM-009",
          "The server is short of memory outside of the heap",
          "Raise -XX:MaxDirectMemorySize or -XX:MaxMetaspaceSize in conf/jvm.options. If the memory"
              + " grows without end, a plugin leaks it.");
  public static final Problem RESIDENT =
      problem(
          "HF-MEM-010",
          "The process is near the memory limit of its container or host",
          "Lower the heap, or raise the limit to the heap plus about 250 MiB. The system kills a process"
              + " that exceeds the limit.");
  public static final Problem DESCRIPTORS =
      problem(
          "HF-MEM-011",
          "The process has nearly as many open files and sockets as the system allows",
          "Raise the limit (ulimit -n, or LimitNOFILE of the service). If the number grows without end,"
              + " a plugin does not close them.");
  public static final Problem THREADS =
      problem(
          "HF-MEM-012",
          "There are too many threads",
          "Find the code that starts them: holdfast incident capture, then read threads.txt.");
  public static final Problem DEADLOCK =
      problem(
          "HF-MEM-013",
          "Threads wait for each other and never end (a deadlock)",
          "Restart the plugin that is named: holdfast plugins restart NAME. If no plugin is named:"
              + " holdfast restart. The stacks are in the diagnostic bundle: holdfast incident show.");
  public static final Problem DISK =
      problem(
          "HF-MEM-014",
          "The disk of the data directory is nearly full",
          "Free space, or enlarge the disk. When it is full, producers are refused; acknowledged events"
              + " are not lost.");
  public static final Problem CLOCK =
      problem(
          "HF-MEM-015",
          "The clock of this machine was set, or the machine slept",
          "Check that a time service runs: timedatectl. Events that were accepted with the wrong clock"
              + " keep the wrong time.");
  public static final Problem BUNDLE_UNDER_WAY =
      problem(
          "HF-MEM-016",
          409,
          "A diagnostic bundle is already being captured",
          "Ask again in a moment.");
  public static final Problem NO_BUNDLE =
      problem(
          "HF-MEM-017",
          404,
          "There is no such diagnostic bundle, or no such file in it",
          "List the bundles: holdfast incident ls");
  public static final Problem NOT_CAPTURED =
      problem(
          "HF-MEM-018",
          500,
          "The diagnostic bundle could not be captured",
          "Check that data/incidents is writable.");

  private static final String NAME = "NAME";

  private WatchdogProblems() {}

  /** The problem with the name of the plugin in the command of its remedy. */
  public static Problem naming(Problem problem, String plugin) {
    String remedy = problem.remedy().replace(NAME, plugin);
    return new Problem(problem.code(), problem.status(), problem.what(), problem.why(), remedy);
  }

  /** A restart that was not requested; the remedy depends on the obstacle. */
  public static Problem noRestart(String why, String remedy) {
    return problem(
            "HF-MEM-007",
            "Memory is nearly full, but the server does not restart itself",
            remedy + ". Find the plugin that holds the memory: holdfast incident show.")
        .because(why);
  }

  private static Problem problem(String code, String what, String remedy) {
    return problem(code, 503, what, remedy);
  }

  private static Problem problem(String code, int status, String what, String remedy) {
    return new Problem(code, status, what, "", remedy);
  }
}

package dev.holdfast.memorywatchdog.problem;

import dev.holdfast.spi.Problem;

/** The problems that the watchdog reports. */
public final class WatchdogProblems {
  public static final Problem LADDER =
      problem(
          "001",
          "The steps of the memory watchdog are not in order",
          "Correct memory-watchdog.ladder: each step is left below its entrance, and entered at or"
              + " above the one before.");
  public static final Problem PRESSURE =
      problem(
          "002",
          "Memory runs short",
          "The incident shows which plugin holds it (holdfast incident show; without one:"
              + " holdfast incident capture). When no plugin is at fault, raise the heap (-Xmx"
              + " in conf/jvm.options, or HOLDFAST_HEAP).");
  public static final Problem SOON_FULL =
      problem(
          "003",
          "The heap will be full if this goes on",
          "holdfast incident capture shows what each plugin holds; a plugin that grows can be"
              + " restarted: holdfast plugins restart NAME.");
  public static final Problem REFUSING =
      problem(
          "004", "The server is short of memory and accepts no new clients", "Try again later.");
  public static final Problem KEPT_PAUSED =
      problem(
          "005",
          "A plugin stays paused because memory ran short again and again while it ran",
          "Look at the last incident (holdfast incident ls), mend it, then: holdfast plugins restart"
              + " NAME.");
  public static final Problem RESTART =
      problem(
          "006",
          "Memory is nearly full, so the server restarts",
          "The named incident shows which plugin held it.");
  public static final Problem COLLECTING =
      problem(
          "008",
          "Most of the time goes into collecting garbage",
          "The heap is too small for what runs: raise it (conf/jvm.options or HOLDFAST_HEAP), or"
              + " find the plugin that holds it: holdfast incident capture.");
  public static final Problem DIRECT =
      problem(
          "009",
          "Memory outside of the heap runs short",
          "Raise -XX:MaxDirectMemorySize or -XX:MaxMetaspaceSize in conf/jvm.options; if it grows"
              + " for ever a plugin leaks it.");
  public static final Problem RESIDENT =
      problem(
          "010",
          "The process is near the memory limit of its container or host",
          "Lower the heap or raise the limit: heap plus about 250 MiB. Beyond the limit the system"
              + " kills the process.");
  public static final Problem DESCRIPTORS =
      problem(
          "011",
          "Open files and sockets run out",
          "Raise the limit (ulimit -n, LimitNOFILE of the service); if the number grows for ever,"
              + " something does not close them.");
  public static final Problem THREADS =
      problem(
          "012",
          "There are too many threads",
          "Find the code that makes them: holdfast incident capture, then threads.txt.");
  public static final Problem DEADLOCK =
      problem(
          "013",
          "Threads wait for each other for ever (a deadlock)",
          "Restart the plugin that is named (holdfast plugins restart NAME); the incident has the"
              + " stacks. If it is the server's own: holdfast restart.");
  public static final Problem DISK =
      problem(
          "014",
          "The disk of the data directory fills up",
          "Free space or enlarge it. When it is full producers are refused, and nothing that was"
              + " acknowledged is lost.");
  public static final Problem CLOCK =
      problem(
          "015",
          "The clock of this machine was set, or the machine slept",
          "See that a time service runs (timedatectl). Events that came in meanwhile carry the"
              + " wrong time.");
  public static final Problem INCIDENT_UNDER_WAY =
      problem("016", 409, "An incident is being captured already", "Ask again in a moment.");
  public static final Problem NO_INCIDENT =
      problem(
          "017", 404, "There is no such incident, or no such file in it", "holdfast incident ls");
  public static final Problem NOT_CAPTURED =
      problem(
          "018", 500, "The incident could not be captured", "See that data/incidents is writable.");

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
            "007",
            "Memory is nearly full, and the server does not restart itself",
            remedy + "; find the plugin that holds the memory: holdfast incident show.")
        .because(why);
  }

  private static Problem problem(String number, String what, String remedy) {
    return problem(number, 503, what, remedy);
  }

  private static Problem problem(String number, int status, String what, String remedy) {
    return new Problem("HF-MEM-" + number, status, what, "", remedy);
  }
}

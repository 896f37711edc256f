package dev.holdfast.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How others can tell this process from a later one with the same number. */
public final class OwnProcess {
  /** Counted from behind the name, which may hold spaces: starttime of proc(5). */
  private static final int START_TIME = 19;

  private OwnProcess() {}

  /** The number of this process. */
  public static long pid() {
    return ProcessHandle.current().pid();
  }

  /**
   * When it was born, as a text to compare: on Linux in ticks since this boot, which do not move
   * when the clock is set.
   */
  public static String born() {
    return born(ProcessHandle.current());
  }

  /** Whether another process with this number was born then and lives. */
  public static boolean isAnotherThatLives(long pid, String born) {
    return pid != pid()
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(handle -> born.equals(born(handle)))
            .isPresent();
  }

  private static String born(ProcessHandle handle) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      // A zombie is a process that ended; only its parent has not noticed.
      return fields[0].equals("Z") ? "" : fields[START_TIME] + "@" + boot;
    } catch (IOException e) {
      return handle.info().startInstant().map(Object::toString).orElse("");
    }
  }
}

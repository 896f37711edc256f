package dev.holdfast.console.instance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process and no later one with the same number.
 *
 * @param born when it was born, as a text to compare: on Linux in ticks since this boot, which do
 *     not move when the clock is set. Servers write the same into their note.
 */
public record ProcessIdentity(long pid, String born) {
  /** Counted from behind the name, which may hold spaces: starttime of proc(5). */
  private static final int START_TIME = 19;

  public static ProcessIdentity ofThisProcess() {
    ProcessHandle self = ProcessHandle.current();
    return new ProcessIdentity(self.pid(), bornOf(self));
  }

  /** The process, as long as it lives. */
  public Optional<ProcessHandle> living() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> born.equals(bornOf(handle)));
  }

  private static String bornOf(ProcessHandle handle) {
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

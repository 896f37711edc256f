package dev.holdfast.memorywatchdog.response;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Finds out whether the parent process or systemd would start the server again. Both are known from
 * the property files that the processes of an instance keep in {@code data/run}.
 */
record ParentSupervisor(Path run) {
  /** Counted from behind the name, which may hold spaces: starttime of proc(5). */
  private static final int START_TIME = 19;

  boolean isThere() {
    return note("server.properties").filter(note -> note.containsKey("systemd")).isPresent()
        || note("supervisor.properties").filter(ParentSupervisor::lives).isPresent();
  }

  private static boolean lives(Properties note) {
    try {
      long pid = Long.parseLong(note.getProperty("pid", ""));
      return !note.getProperty("state", "").startsWith("stop")
          && ProcessHandle.of(pid)
              .filter(ProcessHandle::isAlive)
              .filter(process -> born(process).equals(note.getProperty("born", "")))
              .isPresent();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** As the supervisor writes it: another process may have its number by now. */
  private static String born(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      return fields[0].equals("Z") ? "ended" : fields[START_TIME] + "@" + boot;
    } catch (IOException e) {
      return process.info().startInstant().map(Object::toString).orElse("not known");
    }
  }

  private Optional<Properties> note(String file) {
    Properties note = new Properties();
    try (Reader reader = Files.newBufferedReader(run.resolve(file))) {
      note.load(reader);
      return Optional.of(note);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

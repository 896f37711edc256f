package dev.holdfast.database.driver;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operating systems of users, with the command that starts PostgreSQL on each. */
enum OperatingSystem {
  LINUX(
      "Linux: sudo systemctl start postgresql (without systemd, on Debian and Ubuntu: pg_lsclusters,"
          + " then sudo pg_ctlcluster <version> <name> start)"),
  MACOS("macOS: brew services start postgresql@18 (brew services list names yours)"),
  WINDOWS(
      "Windows, as administrator: net start postgresql-x64-18 (sc query type= service | findstr"
          + " postgresql names yours)");

  private final String start;

  OperatingSystem(String start) {
    this.start = start;
  }

  /** The one that this process runs on; one that is not known is most like Linux. */
  static OperatingSystem here() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return WINDOWS;
    }
    return name.startsWith("mac") ? MACOS : LINUX;
  }

  /** The commands, that of this system first: the database may be on a machine of another. */
  String startPostgres() {
    return Stream.concat(Stream.of(this), Stream.of(values()).filter(other -> other != this))
        .map(system -> system.start)
        .collect(Collectors.joining("; "));
  }
}

package dev.holdfast.database.examination;

import dev.holdfast.database.driver.Login;
import dev.holdfast.spi.Problem;

/** The problems that only the doctor finds; all others are in {@code DatabaseProblems}. */
final class DatabaseExaminationProblems {
  static final Problem CLOCKS_DIFFER =
      problem(
          "HF-DB-031",
          "The clocks of the database and of this machine differ",
          "Set both by the network: timedatectl set-ntp true");
  static final Problem POOL_TOO_SMALL =
      problem(
          "HF-DB-034",
          "The connection pool was too small",
          "Raise holdfast.database.pool.max-size as advised, if the server's max_connections allow it");
  static final Problem LITTLE_ROOM =
      problem(
          "HF-DB-036",
          "The embedded database has little disk space left",
          "Free space on the file system of data.dir; events wait in the journal meanwhile");
  static final Problem OTHER_JOURNAL =
      problem(
          "HF-DB-037",
          "The embedded database is not in the mode that survives a power cut",
          "Let no other program change its journal_mode; the next start of the server sets it back");
  static final Problem STEP_LIMIT =
      problem(
          "HF-DB-038",
          "The check was not finished within its time",
          "Run it by hand while the server is down: sqlite3 holdfast.db 'pragma integrity_check'");

  private DatabaseExaminationProblems() {}

  static Problem connectionsShort(Login login) {
    return problem(
        "HF-DB-033",
        "The server may have too few connections for the whole pool",
        "Lower holdfast.database.pool.max-size, or raise the limit that the cause names: ALTER SYSTEM SET"
            + " max_connections = 200; and a restart of PostgreSQL, ALTER ROLE "
            + login.quotedUser()
            + " CONNECTION LIMIT -1;");
  }

  static Problem pooler() {
    return problem(
        "HF-DB-039",
        "A pooler gives each transaction another session of the server",
        "Add prepareThreshold=0 to the parameters of holdfast.database.url, as in"
            + " postgresql://host:6432/name?prepareThreshold=0; or let the pooler pool sessions");
  }

  private static Problem problem(String code, String what, String remedy) {
    return new Problem(code, 503, what, "", remedy);
  }
}

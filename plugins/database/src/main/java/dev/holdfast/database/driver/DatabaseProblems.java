package dev.holdfast.database.driver;

import dev.holdfast.spi.Problem;
import java.time.Duration;

/** Every problem that this plugin reports, with its stable code. */
public final class DatabaseProblems {
  /** Only somebody else can end it, and soon may: no reason to ask every second. */
  public static final String TOO_MANY = "HF-DB-012";

  /** A pooler refuses how we connect: it will do so every time. */
  public static final String POOLER_REFUSES = "HF-DB-042";

  /** Every connection was in use for as long as somebody was ready to wait. */
  public static final String NONE_FREE = "HF-DB-005";

  public static final Problem CONTRADICTION =
      new Problem(
          "HF-CFG-014",
          500,
          "Two settings of the database contradict each other",
          "",
          "Change one of the two");

  private DatabaseProblems() {}

  public static Problem badUrl(String why) {
    return new Problem(
        "HF-DB-001",
        500,
        "The address of the database cannot be read",
        why,
        "Write holdfast.database.url as postgresql://user:password@host:5432/name, or leave it empty"
            + " for the embedded database");
  }

  public static Problem unreachable(String location, String why) {
    return new Problem(
        "HF-DB-002",
        503,
        "The database cannot be reached",
        location + ": " + why,
        "Start the database, or check holdfast.database.url and the network. Holdfast keeps trying by"
            + " itself; accepted events wait on disk meanwhile");
  }

  static Problem unreachable(String location, String why, String remedy) {
    Problem plain = unreachable(location, why);
    return new Problem(plain.code(), plain.status(), plain.what(), plain.why(), remedy);
  }

  static Problem loginRefused(String location, String why, String remedy) {
    return new Problem(
        "HF-DB-003", 503, "The database refuses the login", location + ": " + why, remedy);
  }

  static Problem databaseMissing(String location, String why, Login login) {
    return new Problem(
        "HF-DB-004",
        503,
        "The database does not exist on its server",
        location + ": " + why,
        Remedies.databaseMissing(login));
  }

  public static Problem noneFree(String why) {
    return new Problem(
        NONE_FREE,
        503,
        "No database connection became free in time",
        why,
        "Find the slow statements that hold them, or raise holdfast.database.pool.max-size");
  }

  public static Problem notYet(String location) {
    return new Problem(
        "HF-DB-006",
        503,
        "The database is not connected yet",
        location,
        "Wait; the first attempt is under way");
  }

  public static Problem migrationFailed(String why) {
    return new Problem(
        "HF-DB-007",
        500,
        "A schema migration failed and was rolled back",
        why,
        "Repair the cause; Holdfast tries again by itself");
  }

  public static Problem migrationEdited(String why) {
    return new Problem(
        "HF-DB-008",
        500,
        "A schema migration was changed after it had been applied",
        why,
        "Install the version of the plugin that applied it, or one that adds a new migration instead");
  }

  public static Problem tablesNewer(String why) {
    return new Problem(
        "HF-DB-009",
        500,
        "The tables are newer than this plugin",
        why,
        "Install the newer version of the plugin again, or restore a backup made by this one");
  }

  static Problem notDurable(String why) {
    return new Problem(
        "HF-DB-010",
        500,
        "The embedded database refuses its durable settings",
        why,
        "Put data.dir on a local file system with working locks, not on a network folder");
  }

  static Problem setup(String location, String why) {
    return new Problem(
        "HF-DB-011",
        503,
        "The database needs a repair by a person",
        location + ": " + why,
        "Repair the right, table or file that the cause names; Holdfast keeps trying by itself");
  }

  public static Problem setup(String location, String why, String remedy) {
    Problem plain = setup(location, why);
    return new Problem(plain.code(), plain.status(), plain.what(), plain.why(), remedy);
  }

  static Problem tooMany(String location, String why) {
    return new Problem(
        TOO_MANY,
        503,
        "The database server is out of connections",
        location + ": " + why,
        "List the clients that hold them: SELECT usename, application_name, client_addr,"
            + " count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC; then raise"
            + " max_connections of the server, or lower the pools of its clients (here"
            + " holdfast.database.pool.max-size)");
  }

  static Problem roleMissing(String location, String why, Login login) {
    return new Problem(
        "HF-DB-030",
        503,
        "The database does not know the user",
        location + ": " + why,
        Remedies.role(login));
  }

  public static Problem damaged(String location, String why) {
    return new Problem(
        "HF-DB-035",
        500,
        "The embedded database is damaged",
        location + ": " + why,
        "Stop the server and copy the file. Then restore a backup, or save the rows that can be"
            + " read: sqlite3 holdfast.db .recover | sqlite3 new.db. Events that are not stored"
            + " yet are safe in the journal");
  }

  public static Problem readOnly(String location, String why, String remedy) {
    return new Problem(
        "HF-DB-014", 503, "The database accepts no writes", location + ": " + why, remedy);
  }

  static Problem locked(String location, String holders, String why) {
    return new Problem(
        "HF-DB-040",
        503,
        "Another program holds the write lock of the embedded database",
        location + ": " + holders + "; " + why,
        "End its transaction (COMMIT; or ROLLBACK;) or the program. Accepted events wait in the"
            + " journal, and storing resumes by itself when the lock is free");
  }

  /** What PgBouncer says to a parameter that it does not pass on. */
  static Problem poolerRefuses(String location, String why) {
    return new Problem(
        POOLER_REFUSES,
        503,
        "A pooler in front of the database refuses a parameter of the connection",
        location + ": " + why,
        "In pgbouncer.ini: ignore_startup_parameters = extra_float_digits, options; and RELOAD; (for"
            + " options it is enough to set holdfast.database.statements.limit = 0 s)");
  }

  /** A prepared statement that is there already, or not any more. */
  static Problem poolerShares(String location, String why) {
    return new Problem(
        "HF-DB-043",
        503,
        "A pooler in front of the database gives each transaction another session",
        location + ": " + why,
        "Add pgbouncer=true (or prepareThreshold=0) to the parameters of holdfast.database.url; or in"
            + " pgbouncer.ini: pool_mode = session, or from PgBouncer 1.21 on"
            + " max_prepared_statements = 100");
  }

  static Problem notNow(String location, String why) {
    return new Problem(
        "HF-DB-041",
        503,
        "The database could not finish a statement",
        location + ": " + why,
        "No action is needed: Holdfast tries again by itself");
  }

  static Problem full(String location, String why) {
    return new Problem(
        "HF-DB-015",
        503,
        "The disk of the database is full",
        location + ": " + why,
        "Free space on the disk of the database's data directory. Accepted events wait in the journal"
            + " meanwhile, and storing resumes by itself");
  }

  public static Problem asked() {
    return new Problem(
        "HF-DB-016",
        503,
        "The database connections are being replaced",
        "an operator asked for it",
        "Wait; it takes less than a second");
  }

  public static Problem flapping(int times, Duration within) {
    return new Problem(
        "HF-DB-017",
        503,
        "The database is lost again and again",
        times + " times within the last " + within.toSeconds() + " s",
        "See the last cause: holdfast db status. In the log of the database, look for what ends sessions:"
            + " the idle limit of a proxy, a failover, an operator");
  }

  public static Problem busy(String figures) {
    return new Problem(
        "HF-DB-020",
        503,
        "Threads wait for a database connection",
        figures,
        "Find the slow statements or leaks that hold them, or raise"
            + " holdfast.database.pool.max-size");
  }

  public static Problem leak(String holders) {
    return new Problem(
        "HF-DB-021",
        500,
        "A database connection is held for too long",
        holders,
        "Report it to the author of the plugin, with the stack from the log. A restart of the plugin"
            + " frees the connection. The limit is holdfast.database.pool.leak-after");
  }

  public static Problem badSwitch(String why) {
    return new Problem(
        "HF-DB-022",
        400,
        "The switch of the statement log cannot be read",
        why,
        "Send {\"log\":true,\"forSeconds\":600} or {\"log\":false}");
  }

  public static Problem stopped() {
    return new Problem(
        "HF-DB-013", 503, "The database plugin has stopped", "", "Start the plugin again");
  }
}

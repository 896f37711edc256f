package dev.holdfast.database.driver;

import java.util.Locale;

/**
 * The remedy for each cause: what to do or to type. Log, health and doctor all take it from here.
 */
public final class Remedies {
  /** Nobody should restart anything because of an outage. */
  private static final String RETRYING =
      ". Holdfast keeps trying by itself, that is normal; accepted events wait on disk meanwhile";

  private Remedies() {}

  /** Nobody listens there. */
  static String refused() {
    return "Start PostgreSQL on its machine. "
        + OperatingSystem.here().startPostgres()
        + ". Or correct host and port in holdfast.database.url"
        + RETRYING;
  }

  /** Nobody answers there. */
  static String timedOut() {
    return "Check whether the server hangs (its log, its disk), whether a firewall drops the packets, and whether host and port in holdfast.database.url are right"
        + RETRYING;
  }

  static String unknownHost() {
    return "Correct the host in holdfast.database.url, or the name service (nslookup <host>)"
        + RETRYING;
  }

  static String unreachableHost() {
    return "Look at the network and the route to the host (ping <host>), and at the host in"
        + " holdfast.database.url"
        + RETRYING;
  }

  /** The server refuses the password. */
  static String password(Login login) {
    return "Set holdfast.database.password (and holdfast.database.user) to a login of the database; or in the database, as its superuser: ALTER USER "
        + login.quotedUser()
        + " WITH PASSWORD '...'; (if it does not know the user: "
        + createUser(login)
        + ")";
  }

  /** The server does not know the user. */
  static String role(Login login) {
    return "In the database, as its superuser: "
        + createUser(login)
        + " Or mend holdfast.database.user";
  }

  private static String createUser(Login login) {
    return String.format(
        Locale.ROOT,
        "CREATE USER %s WITH PASSWORD '...'; GRANT ALL ON DATABASE %s TO %s;",
        login.quotedUser(),
        login.quotedDatabase(),
        login.quotedUser());
  }

  static String mayNotLogIn(Login login) {
    return "In the database, as its superuser: ALTER USER " + login.quotedUser() + " LOGIN;";
  }

  static String hostRules(Login login) {
    return String.format(
            Locale.ROOT,
            "On the server add a line to pg_hba.conf: host %s %s <address of this machine>/32",
            login.quotedDatabase(),
            login.quotedUser())
        + " scram-sha-256, then as its superuser: SELECT pg_reload_conf();";
  }

  /** The server is a standby, or somebody has made it read-only. */
  public static String readOnly(Login login) {
    return "Name every host in holdfast.database.url (host:port,host:port), and Holdfast follows the"
        + " one that accepts writes. If this one should: SELECT pg_promote(); or ALTER DATABASE "
        + login.quotedDatabase()
        + " RESET default_transaction_read_only; or ALTER ROLE "
        + login.quotedUser()
        + " RESET default_transaction_read_only; or for the whole server ALTER SYSTEM RESET"
        + " default_transaction_read_only; SELECT pg_reload_conf();";
  }

  public static String readOnlyFile(String file) {
    return "See who may write it (ls -l "
        + file
        + "*), and whether its file system is mounted read-only (findmnt -T "
        + file
        + "); give it back to the user of the server: chown, chmod u+w, or mount -o remount,rw"
        + RETRYING;
  }

  /** The server has no database of this name. */
  static String databaseMissing(Login login) {
    return String.format(
        Locale.ROOT,
        "On the server, as its superuser: CREATE DATABASE %s OWNER %s;",
        login.quotedDatabase(),
        login.quotedUser());
  }

  /** What was asked for needs a right; the message tells of what kind. */
  static String rights(Login login, String message) {
    String text = message.toLowerCase(Locale.ROOT);
    String user = login.quotedUser();
    String grant;
    if (text.contains("for schema")) {
      grant = schema(login);
    } else if (text.contains("for database")) {
      grant =
          String.format(
              Locale.ROOT, "GRANT CONNECT ON DATABASE %s TO %s;", login.quotedDatabase(), user);
    } else if (text.contains("must be owner")) {
      grant = String.format(Locale.ROOT, "ALTER TABLE <table> OWNER TO %s;", user);
    } else {
      grant =
          String.format(
              Locale.ROOT,
              "GRANT ALL ON ALL TABLES IN SCHEMA public TO %1$s; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO %1$s;",
              user);
    }
    return "In this database, as its superuser: " + grant + " Holdfast keeps trying by itself";
  }

  /** To make tables: since PostgreSQL 15 nobody may in public but the owner of the database. */
  public static String schema(Login login) {
    return String.format(
        Locale.ROOT, "GRANT USAGE, CREATE ON SCHEMA public TO %s;", login.quotedUser());
  }
}

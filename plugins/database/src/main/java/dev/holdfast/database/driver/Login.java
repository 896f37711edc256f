package dev.holdfast.database.driver;

import java.util.Locale;

/**
 * The user and the database of a login, for commands that a person can copy. Names are quoted, so
 * that none can end the statement around it, and capitals and reserved words work.
 *
 * @param user the role that logs in
 * @param database its name on the server
 */
public record Login(String user, String database) {

  /** As the driver fills in what is missing: the user of the system, the database of that name. */
  static Login of(String user, String database) {
    String who = user.isEmpty() ? System.getProperty("user.name", "") : user;
    return new Login(who, database.isEmpty() ? who : database);
  }

  public String quotedUser() {
    return quoted(user);
  }

  String quotedDatabase() {
    return quoted(database);
  }

  /** The user as a word in a sentence: without what could be taken for the end of a line. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "user %s, database %s", quotedUser(), quotedDatabase());
  }

  /** An identifier of SQL. PostgreSQL allows anything but NUL in one; line breaks are not shown. */
  static String quoted(String name) {
    return '"' + name.replaceAll("\\p{Cntrl}", "?").replace("\"", "\"\"") + '"';
  }
}

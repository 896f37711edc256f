package dev.holdfast.database.pool;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement in the form for logs: one short line, without the values that were written into it
 * instead of being bound.
 *
 * @param operation the first word and the table, where there is one
 * @param text at most {@value #LONGEST} characters
 */
record SqlText(String operation, String text) {
  private static final int LONGEST = 200;

  /** Looked at; what comes behind does not show anyway. */
  private static final int LOOKED_AT = 2_000;

  /** Dollar quotes, strings with backslashes, plain strings; also those that are cut off. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "\\$((?:[A-Za-z_]\\w*)?)\\$.*?(?:\\$\\1\\$|\\z)"
              + "|[eE]'(?:[^'\\\\]|\\\\.)*+'?"
              + "|'[^']*+'?",
          Pattern.DOTALL);

  private static final Pattern TABLE =
      Pattern.compile(
          "\\b(?:from|into|update|table(?:\\s+if(?:\\s+not)?\\s+exists)?)\\s+([\\w.\"]{1,80})",
          Pattern.CASE_INSENSITIVE);

  /** Behind comments too. */
  private static final Pattern BEGIN =
      Pattern.compile(
          "(?:\\s|--[^\\n]*+\\n|/\\*.*?\\*/)*+(?:begin|start\\s+transaction|savepoint)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  static SqlText of(String sql) {
    String start = sql.length() > LOOKED_AT ? sql.substring(0, LOOKED_AT) : sql;
    String masked = LITERAL.matcher(start).replaceAll("'?'").strip().replaceAll("\\s+", " ");
    boolean whole = masked.length() <= LONGEST && start.length() == sql.length();
    String cut = masked.substring(0, Math.min(masked.length(), LONGEST));
    return new SqlText(operation(masked), whole ? cut : cut + "…");
  }

  /** Whether it begins a transaction, of which the driver then knows nothing. */
  static boolean begins(String sql) {
    return BEGIN.matcher(sql).lookingAt();
  }

  private static String operation(String sql) {
    int end = sql.indexOf(' ');
    String word = (end < 0 ? sql : sql.substring(0, end)).toLowerCase(Locale.ROOT);
    String known = word.matches("[a-z]{1,20}") ? word : "statement";
    Matcher table = TABLE.matcher(sql);
    return table.find() ? known + " " + table.group(1) : known;
  }
}

package dev.holdfast.tools.drill.database;

/**
 * One look of our own at the database, past the server.
 *
 * @param begun when it was asked, in nanoseconds of {@link System#nanoTime()}
 * @param ended when it had answered, or was given up
 * @param accepting it can be written to
 * @param highest the sequence number of the last row; -1 when there is none, or no table
 */
record Look(long begun, long ended, boolean accepting, long highest) {
  static final long NO_ROW = -1;
}

package dev.holdfast.simulator.database;

/** What can go wrong in a call of the database. */
public enum DatabaseFault {
  /** The connection is lost before the call does anything; the transaction is rolled back. */
  CONNECTION_LOST,
  /** The commit is done, and the connection is lost before its answer. */
  COMMIT_IN_DOUBT,
  /** Somebody else holds the lock. */
  CONFLICT,
  /** The database accepts no writes. */
  READ_ONLY,
  /** The disk of the database is full; the transaction is rolled back. */
  FULL,
  /** The call takes minutes. */
  SLOW,
  /** The database is away for some time. */
  AWAY,
  /** Somebody restores an older copy and interrupts the connections. */
  RESTORED,
  /** Somebody puts an older copy in place, and no connection notices. */
  RESTORED_UNNOTICED
}

package dev.holdfast.eventstore.table;

/**
 * The place in the database is not where this writer left it, and nothing was written: it is
 * another database, an older copy of it, or another writer has taken the place.
 */
public final class PlaceLost extends RuntimeException {
  private static final long serialVersionUID = 1;

  PlaceLost(PlaceMove move) {
    super("the place of " + move.reader() + " is not at " + move.from().position());
  }
}

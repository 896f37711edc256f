package dev.holdfast.eventstore.table;

import dev.holdfast.spi.journal.Position;

/** Moves the place behind what was stored or set aside, event by event or batch by batch. */
public interface PlaceMover {
  /** The move that belongs to the transaction that stores the events before. */
  PlaceMove to(Position next);

  /** The transaction was committed. */
  void moved(Position next);

  /** Moves without rows, if it is not there. */
  void move(Position next);
}

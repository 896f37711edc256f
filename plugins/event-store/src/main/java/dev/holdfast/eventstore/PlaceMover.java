package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.PlaceMove;
import dev.holdfast.spi.journal.Position;
import org.jspecify.annotations.Nullable;

/** Moves the place behind what was stored or set aside, event by event or batch by batch. */
interface PlaceMover {
  /** For a share of a batch: the place moves when all shares are stored. */
  PlaceMover LATER =
      new PlaceMover() {
        @Override
        public @Nullable PlaceMove to(Position next) {
          return null;
        }

        @Override
        public void moved(Position next) {}

        @Override
        public void move(Position next) {}
      };

  /** The move that belongs to the transaction that stores the events before; null for none. */
  @Nullable PlaceMove to(Position next);

  /** The transaction was committed. */
  void moved(Position next);

  /** Moves without rows, if it is not there. */
  void move(Position next);
}

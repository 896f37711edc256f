package dev.holdfast.eventstore.table;

import dev.holdfast.spi.journal.Position;

/**
 * A move of the place up to which the events of a journal are rows.
 *
 * @param from where the place must be, else it is not moved
 * @param fence of the one who moves it
 */
public record PlaceMove(String reader, Point from, Point to, long fence) {

  /**
   * A position, and which events are before it.
   *
   * @param timeline of the journal, in which the position was reached; 0 in the row of a version
   *     that did not know it, and of a place that is not known
   */
  public record Point(Position position, long timeline) {}
}

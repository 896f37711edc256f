package dev.holdfast.eventstore.table;

import dev.holdfast.spi.journal.Position;

/**
 * A move of the place up to which the events of a journal are rows.
 *
 * @param from where the place must be, else it is not moved
 * @param fence of the one who moves it
 */
public record PlaceMove(String reader, Position from, Position to, long fence) {}

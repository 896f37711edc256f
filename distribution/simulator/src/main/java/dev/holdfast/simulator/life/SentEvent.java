package dev.holdfast.simulator.life;

import dev.holdfast.spi.journal.Event;

/**
 * An event as it was sent.
 *
 * @param number in the order of sending
 * @param content equal for events that say the same, however they are written
 * @param poison whether the database refuses it
 */
record SentEvent(int number, Event event, byte[] encoded, int content, boolean poison) {

  Identity identity() {
    return new Identity(event.source(), event.id());
  }

  /** What a row is unique by. */
  record Identity(String source, String id) {}
}

package dev.holdfast.simulator;

/** What is promised to those who send events and to those who read them. */
public enum Guarantee {
  DURABLE("an acknowledged event survives whatever ends the process"),
  ONCE("an acknowledged event is one row, and no other row has its source and id"),
  EXACT("the bytes of an event are kept exactly"),
  IDENTITY("another event under a known source and id becomes a dead letter"),
  ORDER("the events of a source keep their order"),
  KEPT("nothing is dropped that the event store has not stored, and no reader skips in silence"),
  DEAD_LETTERS("what the database refuses is kept as a dead letter, and nothing else is"),
  BALANCED("the store counts each event it reads once: as a row, a duplicate or a dead letter"),
  NO_FALSE_ALARM("without a fault nothing is refused, and nobody is alarmed"),
  RECOVERS("when the faults are over, everything goes on by itself");

  private final String words;

  Guarantee(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}

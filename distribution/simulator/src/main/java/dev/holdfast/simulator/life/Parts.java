package dev.holdfast.simulator.life;

/** Which parts a life has. */
public enum Parts {
  /** The journal alone, with readers of the simulation's own. */
  JOURNAL,
  /** The journal, the event store and its database. */
  ALL
}

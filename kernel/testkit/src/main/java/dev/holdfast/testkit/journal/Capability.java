package dev.holdfast.testkit.journal;

/**
 * What a test can do to a journal beyond its contract. A journal that lacks one, such as one on a
 * cluster of others, is not tested for what happens then.
 */
public enum Capability {
  /** It can be given a size at which it is full. */
  ROOM,
  /** An event that it has stored can be damaged. */
  DAMAGE,
  /** What it stores on can be made to fail for a while. */
  FAILURE
}

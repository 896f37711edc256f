package dev.holdfast.database.pool;

/**
 * The most of something that was seen.
 *
 * @param active connections in use at once
 * @param waiting threads that wanted one more than the pool may have
 */
public record Peak(int active, int waiting) {
  static final Peak NONE = new Peak(0, 0);

  /** The higher of each. */
  Peak and(Peak other) {
    return new Peak(Math.max(active, other.active), Math.max(waiting, other.waiting));
  }
}

package dev.holdfast.database.pool;

/**
 * The highest use of the pool in some period.
 *
 * @param active connections in use at once
 * @param waiting threads that wanted one more than the pool may have
 */
public record HighWaterMark(int active, int waiting) {
  static final HighWaterMark NONE = new HighWaterMark(0, 0);

  /** The higher of each. */
  HighWaterMark and(HighWaterMark other) {
    return new HighWaterMark(Math.max(active, other.active), Math.max(waiting, other.waiting));
  }
}

package dev.holdfast.eventstore.table;

import java.util.List;

/**
 * The result of writing a batch. Events that are neither fresh nor conflicts were stored before
 * with the same content: they were sent again.
 *
 * @param fresh how many became a row
 * @param conflicts the indices, ascending, of events whose source and id are those of a row with
 *     other content
 */
public record InsertResult(long fresh, List<Integer> conflicts) {
  public InsertResult {
    conflicts = List.copyOf(conflicts);
  }
}

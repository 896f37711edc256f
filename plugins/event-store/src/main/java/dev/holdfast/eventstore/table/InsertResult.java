package dev.holdfast.eventstore.table;

import java.util.List;

/**
 * What became of a batch. Events that are neither fresh nor conflicts were rows already, with the
 * same content: somebody has sent them again.
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

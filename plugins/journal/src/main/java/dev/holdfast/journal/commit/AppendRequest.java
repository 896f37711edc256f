package dev.holdfast.journal.commit;

import dev.holdfast.journal.log.RecordBatch;
import dev.holdfast.spi.journal.Position;
import java.util.concurrent.CompletableFuture;

/**
 * The encoded events of one append and the future that its caller waits on.
 *
 * @param batch encoded
 * @param done completed when they are durable
 */
record AppendRequest(RecordBatch batch, CompletableFuture<Position> done) {
  /** Lists, futures, and what those who wait hang on the future: measured, 230 to 480 bytes. */
  private static final int OVERHEAD = 512;

  /** What it costs in memory while it waits. */
  long heapBytes() {
    return OVERHEAD + batch.heapBytes();
  }
}

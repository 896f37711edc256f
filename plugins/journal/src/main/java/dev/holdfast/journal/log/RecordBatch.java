package dev.holdfast.journal.log;

import java.util.List;

/**
 * Encoded records that are written together, with their checksums, which the producer's thread
 * computes.
 */
public final class RecordBatch {
  /** The array's head and padding, its place in the list, and its sum. */
  private static final int HEAP_PER_RECORD = 32;

  private final List<byte[]> payloads;
  private final int[] sums;
  private final long bytes;

  private RecordBatch(List<byte[]> payloads, int[] sums, long bytes) {
    this.payloads = payloads;
    this.sums = sums;
    this.bytes = bytes;
  }

  /** Computes the checksums of payloads, which must not change any more. */
  public static RecordBatch of(List<byte[]> payloads) {
    int[] sums = new int[payloads.size()];
    long bytes = 0;
    for (int i = 0; i < sums.length; i++) {
      byte[] payload = payloads.get(i);
      sums[i] = RecordHeader.sum(payload);
      bytes += RecordHeader.BYTES + payload.length;
    }
    return new RecordBatch(payloads, sums, bytes);
  }

  int count() {
    return sums.length;
  }

  byte[] payload(int index) {
    return payloads.get(index);
  }

  int sum(int index) {
    return sums[index];
  }

  /** What they take on disk, heads included. */
  public long bytes() {
    return bytes;
  }

  /** What they take in memory. */
  public long heapBytes() {
    return bytes + (long) count() * (HEAP_PER_RECORD - RecordHeader.BYTES);
  }
}

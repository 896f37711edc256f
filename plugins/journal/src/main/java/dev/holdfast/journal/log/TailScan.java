package dev.holdfast.journal.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the records of a segment come to: where its sound part ends, and the holes in it.
 *
 * <p>A power cut in the middle of a write may leave later sectors of a group without earlier ones.
 * Nobody was told that the group is durable, so such a hole is where the tail begins that is torn,
 * even with sound records behind it. It is told from damage in two ways: no record was written when
 * the place of the hole was durable already, and a sector in it was never written.
 *
 * @param end behind the last record that counts
 * @param durable everything before it survives a power cut; what follows may not
 * @param ordinal of the record that would come next; {@link Segment#UNKNOWN} when nothing tells
 * @param records that are sound and before the end
 * @param holes damaged places before the end
 */
record TailScan(long end, long durable, long ordinal, long records, List<Hole> holes) {

  /**
   * A damaged place.
   *
   * @param lost the records in it; 1 when nobody can tell
   * @param before the sound records before it
   * @param ordinal of its first record; {@link Segment#UNKNOWN} when nothing tells
   */
  record Hole(long from, long to, long lost, long before, long ordinal) {}

  /**
   * Walks over the records.
   *
   * @param from the base of the segment
   * @param to nothing behind this offset is looked at
   * @param durable everything before this offset is known to be durable
   * @param firstOrdinal of the segment; {@link Segment#UNKNOWN} when its header is damaged
   */
  static TailScan of(RecordScanner scanner, long from, long to, long durable, long firstOrdinal)
      throws IOException {
    List<Hole> holes = new ArrayList<>();
    long known = durable;
    long end = from;
    long ordinal = firstOrdinal;
    long records = 0;
    while (scanner.next(to)) {
      long skipped = scanner.skippedFrom();
      if (skipped != Segment.UNKNOWN) {
        long lost = ordinal == Segment.UNKNOWN ? 1 : Math.max(1, scanner.ordinal() - ordinal);
        holes.add(new Hole(skipped, scanner.offset(), lost, records, ordinal));
      }
      known = Math.max(known, scanner.durableEnd());
      ordinal = scanner.ordinal() + 1;
      end = scanner.nextOffset();
      records++;
    }
    for (int i = 0; i < holes.size(); i++) {
      Hole hole = holes.get(i);
      if (hole.from >= known && scanner.lacksSector(hole.from, hole.to)) {
        return new TailScan(
            hole.from, known, hole.ordinal, hole.before, List.copyOf(holes.subList(0, i)));
      }
    }
    return new TailScan(end, known, ordinal, records, holes);
  }
}

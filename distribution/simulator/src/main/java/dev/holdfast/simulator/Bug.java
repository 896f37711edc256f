package dev.holdfast.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A bug that is planted to see whether the simulator finds it. Each is planted around the parts,
 * between them and their disk, their database or their journal, as if they had made the mistake.
 */
public enum Bug {
  NONE(),
  /** The negative control: no force of a file or a folder does anything. */
  DISK_THAT_LIES(
      Guarantee.DURABLE, Guarantee.KEPT, Guarantee.DEAD_LETTERS, Guarantee.NO_FALSE_ALARM),
  /** What was being written when the process ended is acknowledged. */
  ACKNOWLEDGES_BEFORE_THE_FORCE(Guarantee.DURABLE),
  SKIPS_EVERY_THIRD_FORCE_OF_RECORDS(Guarantee.DURABLE),
  NEVER_FORCES_NAMES(Guarantee.DURABLE),
  IGNORES_A_FORCE_THAT_FAILED(Guarantee.DURABLE),
  STORES_A_PLACE_BEFORE_READING(Guarantee.KEPT),
  RETIRES_SEGMENTS_FOR_A_PLACE_THAT_IS_NOT_FORCED(Guarantee.KEPT),
  /** Nothing is lost that it promised, but the hole is taken for damage. */
  READS_THE_PAGE_CACHE_AFTER_A_KILL(Guarantee.NO_FALSE_ALARM),
  /** What was refused is told as damage, or is read before what was sent again. */
  KEEPS_THE_TAIL_OF_A_GROUP_THAT_FAILED(Guarantee.NO_FALSE_ALARM, Guarantee.ORDER),
  TELLS_A_DETACHED_READER_NO_GAP(Guarantee.KEPT),
  DETACHES_A_READER_THAT_LIVES(Guarantee.KEPT),
  WRITES_NO_END_INTO_HEADERS(Guarantee.NO_FALSE_ALARM),
  COMMITS_THE_PLACE_BEFORE_THE_ROWS(Guarantee.ONCE),
  STORES_DUPLICATES(Guarantee.ONCE),
  /** Rows are gone; the row of one of them may be another event of its identity. */
  BELIEVES_A_RESTORED_DATABASE(Guarantee.ONCE, Guarantee.IDENTITY),
  TRIMS_THE_DATA(Guarantee.EXACT),
  OVERLOOKS_OTHER_CONTENT(Guarantee.IDENTITY),
  STORES_A_BATCH_BACKWARDS_AFTER_A_REFUSAL(Guarantee.ORDER),
  LOSES_DEAD_LETTERS(Guarantee.DEAD_LETTERS, Guarantee.IDENTITY),
  SETS_ASIDE_WHEN_THE_CONNECTION_IS_LOST(Guarantee.DEAD_LETTERS),
  COUNTS_DUPLICATES_AS_STORED(Guarantee.BALANCED);

  @SuppressWarnings("ImmutableEnumChecker") // That of Set.of, which nobody can change.
  private final Set<Guarantee> broken;

  Bug(Guarantee... broken) {
    this.broken = Set.of(broken);
  }

  /** The guarantees of which it breaks one first; none without a bug. */
  public Set<Guarantee> broken() {
    return broken;
  }

  /** As it is typed. */
  public String typed() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The bug of this name, typed with dashes or underscores in any case; empty when there is none.
   */
  public static Optional<Bug> named(String typed) {
    String name = typed.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values()).filter(bug -> bug.name().equals(name)).findFirst();
  }

  /** All that can be planted, as they are typed. */
  public static List<String> names() {
    return Arrays.stream(values()).filter(bug -> bug != NONE).map(Bug::typed).toList();
  }

  /** Whether only a life with a store can find it. */
  public boolean isOfTheStore() {
    return compareTo(COMMITS_THE_PLACE_BEFORE_THE_ROWS) >= 0;
  }
}

package dev.holdfast.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A bug that is planted to see whether the simulator finds it. Each is planted around the parts,
 * between them and their disk, their database or their journal, as if they had made the mistake.
 */
public enum Bug {
  NONE,
  /** The negative control: no force of a file or a folder does anything. */
  DISK_THAT_LIES,
  ACKNOWLEDGES_BEFORE_THE_FORCE,
  SKIPS_EVERY_THIRD_FORCE_OF_RECORDS,
  NEVER_FORCES_NAMES,
  IGNORES_A_FORCE_THAT_FAILED,
  STORES_A_PLACE_BEFORE_READING,
  RETIRES_SEGMENTS_FOR_A_PLACE_THAT_IS_NOT_FORCED,
  READS_THE_PAGE_CACHE_AFTER_A_KILL,
  KEEPS_THE_TAIL_OF_A_GROUP_THAT_FAILED,
  WRITES_NO_END_INTO_HEADERS,
  COMMITS_THE_PLACE_BEFORE_THE_ROWS,
  STORES_DUPLICATES,
  BELIEVES_A_RESTORED_DATABASE,
  TRIMS_THE_DATA,
  OVERLOOKS_OTHER_CONTENT,
  STORES_A_BATCH_BACKWARDS_AFTER_A_REFUSAL,
  LOSES_DEAD_LETTERS,
  SETS_ASIDE_WHEN_THE_CONNECTION_IS_LOST,
  COUNTS_DUPLICATES_AS_STORED;

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

package dev.holdfast.journal.simulation;

/** A bug that is planted to see whether the simulation finds it. */
enum Bug {
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
  WRITES_NO_END_INTO_HEADERS
}

package dev.holdfast.console.command.diagnosis;

import java.util.List;

/** Where incidents are read from. */
interface IncidentSource extends AutoCloseable {
  /** The newest first. */
  List<IncidentSummary> list();

  /**
   * A file of one.
   *
   * @throws Failure there is none
   */
  String text(String id, String file);

  /** Where its files lie, as the machine that has them names it. */
  String place(String id);

  @Override
  default void close() {}
}

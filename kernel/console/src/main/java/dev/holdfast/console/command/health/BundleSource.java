package dev.holdfast.console.command.health;

import java.util.List;

/** A source of diagnostic bundles. */
interface BundleSource extends AutoCloseable {
  /** The newest first. */
  List<BundleSummary> list();

  /**
   * A file of one.
   *
   * @throws Failure there is none
   */
  String text(String id, String file);

  /** Where its files lie, as the machine that has them names it. */
  String location(String id);

  @Override
  default void close() {}
}

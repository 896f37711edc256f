package dev.holdfast.testkit.journal;

import java.util.function.BooleanSupplier;

/**
 * A journal whose storage a test makes fail.
 *
 * @param open the journal
 * @param fail from now on the storage refuses what is appended
 * @param hasFailed whether it has refused anything since it was last made to fail
 * @param heal from now on it is well
 */
public record UnreliableJournal(
    OpenJournal open, Runnable fail, BooleanSupplier hasFailed, Runnable heal)
    implements AutoCloseable {
  @Override
  public void close() throws Exception {
    heal.run();
    open.close();
  }
}

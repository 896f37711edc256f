package dev.holdfast.testkit.journal;

/**
 * A journal whose storage a test makes fail.
 *
 * @param open the journal
 * @param fail from now on the storage refuses what is appended
 * @param heal from now on it is well
 */
public record UnreliableJournal(OpenJournal open, Runnable fail, Runnable heal)
    implements AutoCloseable {
  @Override
  public void close() throws Exception {
    heal.run();
    open.close();
  }
}

package dev.holdfast.testkit.journal;

import dev.holdfast.spi.journal.Journal;

/**
 * A journal that is being tested, with whatever thread drives it.
 *
 * @param journal works until the close
 * @param closer ends it as an orderly stop does
 */
public record OpenJournal(Journal journal, AutoCloseable closer) implements AutoCloseable {
  @Override
  public void close() throws Exception {
    closer.close();
  }
}

package dev.holdfast.testkit.journal;

import dev.holdfast.spi.journal.Event;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** How a test class opens the journal that it tests. */
public interface TestedJournal {
  /** The reader for which the journal keeps everything, by its settings. */
  String HOLDER = "event-store";

  /** What the tests can do to this journal; all of it unless the test class says otherwise. */
  default Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /** Skips a test that needs what this journal has not. */
  default void assume(Capability needed) {
    Assumptions.assumeTrue(
        capabilities().contains(needed), () -> "a journal without the capability " + needed);
  }

  /** Opens the journal of a folder; what an earlier one kept there is still there. */
  OpenJournal open(Path folder) throws Exception;

  /** An event that is too large for the journal. */
  Event tooLarge();

  /** As {@link #open}, but it keeps only about so many bytes. For {@link Capability#ROOM}. */
  default OpenJournal openWithRoomFor(Path folder, long bytes) throws Exception {
    throw new UnsupportedOperationException("a journal without the capability ROOM");
  }

  /**
   * Changes a byte of the stored event that holds these bytes, while the journal of the folder is
   * closed. For {@link Capability#DAMAGE}.
   */
  default void damage(Path folder, byte[] part) throws Exception {
    throw new UnsupportedOperationException("a journal without the capability DAMAGE");
  }

  /** As {@link #open}, on a storage that can fail. For {@link Capability#FAILURE}. */
  default UnreliableJournal openUnreliable(Path folder) throws Exception {
    throw new UnsupportedOperationException("a journal without the capability FAILURE");
  }
}

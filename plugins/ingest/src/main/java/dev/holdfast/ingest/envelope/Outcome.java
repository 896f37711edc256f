package dev.holdfast.ingest.envelope;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;

/** The result of reading one event: taken or refused. */
public sealed interface Outcome {
  /** It can go to the journal. */
  record Taken(Event event) implements Outcome {}

  /** It cannot, and the events beside it are not concerned. */
  record Refused(Problem problem, Reason reason) implements Outcome {}

  /** Why an event was refused: the values of the label {@code reason}. */
  enum Reason {
    UNREADABLE("unreadable"),
    INVALID("invalid"),
    TOO_LARGE("too-large"),
    RATE("rate"),
    /** It came behind a message for which the connection is being closed. */
    CLOSED("closed"),
    JOURNAL_FULL("journal-full"),
    JOURNAL_FAILED("journal-failed");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}

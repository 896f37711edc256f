package dev.holdfast.eventstore;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import java.time.Duration;

/** Every problem that this plugin reports, with its stable code. */
final class StoreProblems {
  private StoreProblems() {}

  static Problem refusedByDatabase(String why) {
    return new Problem(
        "HF-STORE-001",
        422,
        "The database refused this event",
        why,
        "See the event: holdfast dead-letters ls. Replay it when the cause is gone, replay it edited"
            + " (--file), or drop it. Correct its producer");
  }

  /**
   * Events whose identity belongs to other ones.
   *
   * @param first of them
   * @param count of all of them
   */
  static Problem idTaken(Event first, long count) {
    String others = count == 1 ? "" : ", and " + (count - 1) + " more";
    return new Problem(
        "HF-STORE-010",
        409,
        "Different events have the same source and id",
        "source " + shown(first.source()) + ", id " + shown(first.id()) + others,
        "The first event is stored, the others are dead letters. Correct the producer, or"
            + " ingest.wrap.id-pointer: an id belongs to one event");
  }

  private static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  static Problem badParameter(String why) {
    return new Problem(
        "HF-STORE-002",
        400,
        "Invalid query",
        why,
        "GET /events?source=&type=&order=oldest|newest&after=<next of the last page>&limit=1..1000");
  }

  static Problem waiting(String why) {
    return new Problem(
        "HF-STORE-003",
        503,
        "Events wait in the journal until the database accepts them",
        why,
        "No event is lost, and storing resumes by itself");
  }

  /**
   * Storing has stopped.
   *
   * @param cause what the database says, with its remedy
   */
  static Problem needsPerson(Problem cause) {
    return new Problem(
        "HF-STORE-004",
        503,
        "The database refuses events until a person repairs it",
        cause.reason() + " (" + cause.code() + ")",
        cause.remedy() + ". Until then events wait in the journal; storing resumes by itself");
  }

  /** Rows are not removed by the time of a clock that has jumped. */
  static Problem clockAhead(Duration lead) {
    return new Problem(
        "HF-STORE-006",
        500,
        "No rows are removed by age because the clock has jumped ahead",
        "it shows " + lead.toMinutes() + " minutes more than have passed since the plugin started",
        "Set the clock right. If it is right, as after a sleep of the machine: "
            + "holdfast plugins restart event-store");
  }

  static Problem historyAway(String why) {
    return new Problem(
        "HF-STORE-005",
        503,
        "The history cannot be read now",
        why,
        "Try again. Events that are accepted meanwhile are kept");
  }
}

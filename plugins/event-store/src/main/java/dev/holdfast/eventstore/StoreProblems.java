package dev.holdfast.eventstore;

import dev.holdfast.eventstore.table.IndexedColumn;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Position;
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

  static Problem unknownIndex(String name) {
    return new Problem(
        "HF-STORE-013",
        500,
        "Unknown index",
        "event-store.indexes names '" + name + "'",
        "Name any of " + String.join(", ", IndexedColumn.names()));
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

  /**
   * The database is an older copy, or an empty one, and the journal is not old enough to fill it.
   *
   * @param from the first event that the database lacks
   * @param to the first one that the journal has
   */
  static Problem missing(Position from, Position to) {
    return new Problem(
        "HF-STORE-011",
        500,
        "Events are missing in the database, and the journal no longer has them",
        "the database has the events before "
            + from
            + ", the journal begins at "
            + to
            + ": "
            + new Size(to.offset() - from.offset())
            + " of events lie between",
        "Restore a newer copy of the database and restart the server. To go on without these"
            + " events: holdfast plugins restart event-store");
  }

  /**
   * The database is an older copy, or an empty one, and is filled again.
   *
   * @param from the first event that the database lacks
   * @param until behind the last event that it had
   */
  static Problem restored(Position from, Position until) {
    return new Problem(
        "HF-STORE-014",
        500,
        "The database is an older copy, or an empty one, and is filled again from the journal",
        "it has the events before " + from + ", and had those before " + until,
        "If you restored it, there is nothing to do. If nobody did, find out why the database has"
            + " lost what it had committed");
  }

  /**
   * The journal is an older copy, or another one.
   *
   * @param had up to where the events of the journal were stored once
   * @param has the end of the journal now
   */
  static Problem journalRestored(Position had, Position has) {
    return new Problem(
        "HF-STORE-015",
        500,
        "The journal is not the one whose events are stored: an older copy, or another one",
        "it had the events before "
            + had
            + ", now it ends at "
            + has
            + " and not all of those are in it",
        "If you restored the journal's folder, there is nothing to do: its events are compared with"
            + " the rows, and stored where they are missing. If nobody did, find out why the"
            + " journal's disk has lost events: those that were not stored yet are gone");
  }

  /** Two servers would each undo what the other one notes. */
  static Problem placeTaken(long times) {
    return new Problem(
        "HF-STORE-012",
        409,
        "Another server stores events with a copy of this journal",
        "it has taken the place in the table holdfast_place, " + times + " times since",
        "Stop one of the two servers. A copy of a server needs an empty journal folder");
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

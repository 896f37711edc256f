package dev.holdfast.journal.config;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.UnknownPosition;
import java.io.IOException;
import java.time.Duration;

/** The problems of the journal, with their codes, texts and remedies. */
public final class JournalProblems {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  public static final Problem FULL =
      problem(
          "HF-JRN-001",
          503,
          "The journal is full",
          "holdfast journal readers lists the readers; start the plugin of the reader again"
              + " (holdfast plugins ls, restart, release), or raise holdfast.journal.max-size."
              + " To give up the events that it has not read: holdfast journal forget NAME"
              + " --force");
  static final Problem QUEUE_FULL =
      problem(
          "HF-JRN-002",
          503,
          "Events arrive faster than the disk can write them",
          "Send more slowly. Whether the disk is slow: holdfast_journal_fsync_seconds.");
  public static final Problem DISK_FULL =
      problem(
          "HF-JRN-003",
          503,
          "The disk of the journal is full",
          "Free space on the file system of data.dir. No restart is needed.");
  static final Problem DISK_FAILED =
      problem(
          "HF-JRN-004",
          503,
          "The disk refused to write events",
          "Check the kernel's log (dmesg) for errors of the disk.");
  static final Problem TOO_LARGE =
      problem(
          "HF-JRN-005",
          413,
          "An event is larger than the journal accepts",
          "Send smaller events, or raise holdfast.journal.record-size.");
  static final Problem CLOSED =
      problem(
          "HF-JRN-006", 503, "The journal is closed", "Try again when the server has restarted.");
  public static final Problem DAMAGED =
      problem(
          "HF-JRN-007",
          500,
          "The journal found damaged events and skipped them",
          "Check the disk. The log names files and offsets; copies of the parts that were cut off are in damaged/.");
  public static final Problem FOREIGN =
      problem(
          "HF-JRN-008",
          500,
          "The journal's folder holds files that do not belong to it",
          "Look at the files ending with .foreign and move them away.");
  public static final Problem DEAD_LETTERS_FULL =
      problem(
          "HF-JRN-009",
          503,
          "The dead letters have reached their limit",
          "See them: holdfast dead-letters ls. Replay them when the cause is gone, or export and drop"
              + " them; the oldest free space first. Or raise holdfast.journal.dead-letter-size.");
  public static final Problem DEAD_LETTER_FAILED =
      problem(
          "HF-JRN-010",
          503,
          "The disk refused to write a dead letter",
          "Free space on the file system of data.dir, or look at dmesg.");
  public static final Problem PLACE_FAILED =
      problem(
          "HF-JRN-011",
          503,
          "The disk refused to write a reader's offset",
          "Free space on the file system of data.dir, or look at dmesg.");
  public static final Problem READ_FAILED =
      problem(
          "HF-JRN-012",
          503,
          "The journal could not be read",
          "Look at dmesg for errors of the disk.");
  public static final Problem UNKNOWN_EVENT =
      problem(
          "HF-JRN-013",
          500,
          "The journal holds an event that this version cannot read",
          "Start the newer version that wrote it. No event is skipped.");
  public static final Problem LOCKED =
      problem(
          "HF-JRN-014",
          500,
          "Another process uses the journal",
          "Stop the other server, or give this one another data.dir.");
  public static final Problem FILLING =
      problem(
          "HF-JRN-015",
          503,
          "The journal is filling up",
          "When it is full, producers are refused. holdfast journal readers lists the readers;"
              + " start the plugin of the reader again (holdfast plugins ls, restart, release).");
  public static final Problem DISK_SMALL =
      problem(
          "HF-JRN-020",
          503,
          "The disk will be full before the journal reaches its limit",
          "Free space on the file system of data.dir, or lower holdfast.journal.max-size, so that"
              + " producers are refused before the disk is full.");
  public static final Problem DISK_SLOW =
      problem(
          "HF-JRN-021",
          503,
          "The disk is slow to sync writes",
          "Put data.dir on a local SSD. See which other programs write to the disk: iostat -x 1.");
  static final Problem CLOCK_AHEAD =
      problem(
          "HF-JRN-022",
          500,
          "Dead letters, and events that readers hold, are not removed by age because the clock"
              + " has jumped ahead",
          "Set the clock right. If it is right, as after a sleep of the machine:"
              + " holdfast plugins restart journal");

  public static final Problem DEAD_LETTERS_FILLING =
      problem(
          "HF-JRN-030",
          503,
          "The dead letters are filling up",
          "See them: holdfast dead-letters ls. Replay them when the cause is gone, or export and drop"
              + " them. When they reach their limit, storing stops at the next event that the"
              + " database refuses.");
  public static final Problem NOT_AN_EVENT =
      problem(
          "HF-JRN-031",
          400,
          "The file is not an event that can be replayed",
          "Start from the output of holdfast dead-letters show NUMBER --event, and change only the"
              + " part that was refused.");
  public static final Problem REPLAY_LATE =
      problem(
          "HF-JRN-032",
          503,
          "The journal did not accept the event in time",
          "The dead letter stays. See /health/journal, then replay it again.");
  public static final Problem NO_LETTER =
      problem(
          "HF-JRN-033",
          404,
          "No dead letter has this number",
          "See the numbers: holdfast dead-letters ls. The letter may have been replayed or dropped.");
  public static final Problem BAD_CHOICE =
      problem(
          "HF-JRN-034",
          400,
          "The request does not say which dead letters it means",
          "Name a reason with code=, or all of them with all=true; numbers with before= and"
              + " up-to=.");
  public static final Problem PAGES_BUSY =
      problem(
          "HF-JRN-035",
          503,
          "Too many requests are reading the dead letters",
          "Try again in a moment. At most two pages are read at a time.");

  public static final Problem READER_UNKNOWN =
      problem(
          "HF-JRN-036",
          404,
          "The journal has no reader of this name",
          "List the readers: holdfast journal readers.");
  public static final Problem READER_OPEN =
      problem(
          "HF-JRN-037",
          409,
          "A reader that is open cannot be forgotten",
          "Stop its plugin first: holdfast plugins quarantine PLUGIN, or remove its jar.");
  public static final Problem READER_HOLDS =
      problem(
          "HF-JRN-038",
          409,
          "Events that this reader has not read yet would be lost",
          "These events are in no database. To delete them all the same: holdfast journal forget NAME"
              + " --force");
  public static final Problem READER_TAKEN =
      problem(
          "HF-JRN-039",
          403,
          "A reader of the journal belongs to another plugin",
          "Let the plugin open a reader with its own name. If the other plugin was removed for good:"
              + " holdfast journal forget NAME");

  public static final Problem READER_FENCED =
      problem(
          "HF-JRN-041",
          409,
          "The name of a reader of the journal is not this reader's own any more",
          "Nothing that it read is lost. Its plugin starts again by itself and opens a new reader; if"
              + " it does not: holdfast plugins restart PLUGIN");
  private static final Problem LEASES_ENDING =
      problem(
          "HF-JRN-043",
          503,
          "The journal will soon no longer hold all events that a reader has not read",
          "Start the plugin of the reader again, or find out why it is slow (holdfast plugins ls,"
              + " journal readers). If it is gone for good: holdfast journal forget NAME, or"
              + " holdfast plugins purge PLUGIN. Or raise holdfast.journal.reader-idle-limit,"
              + " reader-hold-limit or max-size.");
  private static final Problem LEASES_ENDED =
      problem(
          "HF-JRN-044",
          503,
          "The journal no longer holds all events that a reader has not read",
          "Events that are not deleted yet are not lost: start the plugin of the reader again"
              + " (holdfast plugins ls); the reader is told its gap. If it is gone for good:"
              + " holdfast journal forget NAME, or holdfast plugins purge PLUGIN.");
  private static final Problem POSITION_UNKNOWN =
      problem(
          "HF-JRN-042",
          400,
          "The journal never gave out this position",
          "Begin at the oldest event that is kept, or at the newest. After an older copy of the"
              + " journal was put back, positions that were given out since are of no use.");

  public static final Problem FILES_REMOVED =
      problem(
          "HF-JRN-040",
          500,
          "Files of the journal were removed or changed while the server ran",
          "Find the program that did it; only the server may write to data/journal. The server"
              + " restored the files that it could. While the server is stopped, a file that was moved"
              + " away can be put back. Then: holdfast plugins restart journal");

  private JournalProblems() {}

  /** That a position cannot be gone to. */
  public static UnknownPosition unknown(UnknownPosition.Kind kind, Position position) {
    String why =
        switch (kind) {
          case OTHER_EPOCH -> "it is of another journal, or of other data of this one";
          case BEHIND_END -> "it is behind the end";
          case INSIDE_EVENT -> "no event begins or ends there";
        };
    return new UnknownPosition(kind, POSITION_UNKNOWN.because(position + ": " + why));
  }

  /**
   * That there is no room.
   *
   * @param reader whom it is kept for, in words
   */
  public static JournalFull full(long waiting, String reader, long max) {
    String why = new Size(waiting) + " wait for " + reader + " (limit " + new Size(max) + ")";
    return new JournalFull(FULL.because(why), SOON);
  }

  public static JournalFull queueFull(long limit) {
    return new JournalFull(QUEUE_FULL.because(new Size(limit) + " wait for the disk"), SOON);
  }

  public static JournalFull keepFree(long usable, long keepFree) {
    String why =
        new Size(usable) + " are free, " + new Size(keepFree) + " are kept free (keep-free)";
    return new JournalFull(DISK_FULL.because(why), LATER);
  }

  public static ProblemException disk(IOException cause) {
    Problem problem = isNoSpace(cause) ? DISK_FULL : DISK_FAILED;
    return new ProblemException(problem.because(reason(cause)), LATER, cause);
  }

  public static ProblemException tooLarge(int bytes, int limit) {
    return new ProblemException(
        TOO_LARGE.because(new Size(bytes) + " encoded; the limit is " + new Size(limit)));
  }

  public static ProblemException closed() {
    return new ProblemException(CLOSED, LATER, null);
  }

  public static ProblemException retryable(Problem problem, IOException cause) {
    return new ProblemException(problem.because(reason(cause)), LATER, cause);
  }

  /** The only sign that a JDK gives; in another language it is called a failure, and no more. */
  static boolean isNoSpace(IOException cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("No space left") || message.contains("quota exceeded");
  }

  /**
   * That leases of ordinary readers end soon.
   *
   * @param readers which, what they hold, and why, in words
   */
  public static Problem leasesEnding(String readers) {
    return LEASES_ENDING.because(readers);
  }

  /** As {@link #leasesEnding}, of leases that have ended. */
  public static Problem leasesEnded(String readers) {
    return LEASES_ENDED.because(readers);
  }

  public static Problem clockAhead(Duration lead) {
    return CLOCK_AHEAD.because(
        "it shows " + lead.toMinutes() + " minutes more than have passed since the plugin started");
  }

  private static String reason(IOException cause) {
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  private static Problem problem(String code, int status, String what, String remedy) {
    return new Problem(code, status, what, "", remedy);
  }
}

package dev.holdfast.ingest.config;

import dev.holdfast.spi.Problem;

/** The problems that this plugin reports, with their stable codes. */
public final class IngestProblems {
  public static final Problem UNREADABLE =
      problem(
          "HF-ING-001", 400, "The message is not readable JSON", "Send one JSON value in UTF-8.");
  public static final Problem TOO_MANY =
      problem(
          "HF-ING-002",
          413,
          "The message holds too many events",
          "Send fewer events at once, or raise ingest.max-batch.");
  public static final Problem EVENT_TOO_LARGE =
      problem(
          "HF-ING-003",
          413,
          "The event is too large",
          "Store the large data elsewhere and send a reference to it, or raise ingest.max-event.");
  public static final Problem INVALID =
      problem(
          "HF-ING-004",
          400,
          "The event is not valid",
          "See CloudEvents 1.0. Or leave out specversion: then plain JSON is wrapped as an event.");
  public static final Problem RATE =
      problem(
          "HF-ING-005",
          429,
          "Too many events in a short time",
          "Send again after the time in the answer, or raise ingest.rate-limit.");
  public static final Problem LATE =
      problem(
          "HF-ING-006",
          503,
          "The disk did not confirm the events in time",
          "Send them again with the same ids or the same Idempotency-Key. Then no event is stored twice.");
  public static final Problem HELD_BACK =
      problem(
          "HF-ING-007",
          503,
          "The connection was held back for too long",
          "Connect again and send the unacknowledged events. Check the disk of the journal.");
  public static final Problem MEDIA_TYPE =
      problem(
          "HF-ING-008",
          415,
          "This content type is not supported",
          "Send application/json, application/cloudevents+json, application/cloudevents-batch+json"
              + " or binary CloudEvents (ce- headers), in UTF-8.");
  public static final Problem BODY_TOO_LARGE =
      problem(
          "HF-ING-009",
          413,
          "The body is too large",
          "Send fewer events, or raise ingest.max-message.");
  public static final Problem KEY_REUSED =
      problem(
          "HF-ING-010",
          422,
          "The Idempotency-Key was used for another body",
          "Use a new key for each new request.");
  public static final Problem KEY_INVALID =
      problem(
          "HF-ING-011",
          400,
          "The Idempotency-Key is not usable",
          "Use 1 to 255 visible ASCII characters, such as a UUID.");
  public static final Problem TOO_MANY_REQUESTS =
      problem(
          "HF-ING-012",
          503,
          "Too many requests are waiting for the disk",
          "Send again after the time in the answer, or raise ingest.http.max-requests.");
  public static final Problem NOT_KEPT =
      problem(
          "HF-ING-013",
          503,
          "The journal did not keep the events",
          "Send them again. See /health/journal.");
  public static final Problem CONFIG =
      problem(
          "HF-ING-014", 500, "A JSON pointer in ingest.wrap is not valid", "See RFC 6901: /a/b/0.");

  public static final Problem CLOSED =
      problem(
          "HF-ING-020",
          400,
          "The message came after one that caused the connection to close",
          "Connect again and repeat the message.");

  public static final Problem ENCODING =
      problem(
          "HF-ING-021",
          415,
          "This content encoding is not supported",
          "Send the body as it is, or with Content-Encoding: gzip.");
  public static final Problem NOT_GZIP =
      problem(
          "HF-ING-022",
          400,
          "The body is not gzip, or is cut off",
          "Compress the whole body, or leave Content-Encoding out.");
  public static final Problem BODY_LOST =
      problem(
          "HF-ING-023",
          400,
          "The body ended too early",
          "Send the body again: no event of it was stored. Check the network between the producer and"
              + " this server.");

  private IngestProblems() {}

  private static Problem problem(String code, int status, String what, String remedy) {
    return new Problem(code, status, what, "", remedy);
  }
}

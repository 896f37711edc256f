package dev.holdfast.console;

/**
 * What is listed of an incident.
 *
 * @param id its time and kind, ordered by time
 * @param complete false for one that is being written, or whose server ended meanwhile
 */
record Incident(String id, String reason, boolean complete, long bytes) {

  /** For a person. */
  String line() {
    return "%-44s %8s  %s%s"
        .formatted(id, bytes / 1024 + " KiB", complete ? "" : "(incomplete) ", reason);
  }
}

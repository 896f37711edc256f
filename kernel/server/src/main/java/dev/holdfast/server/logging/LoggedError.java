package dev.holdfast.server.logging;

import java.time.Instant;

/**
 * Warnings or errors of one kind.
 *
 * @param level WARN or ERROR
 * @param code the HF code in the line; empty when it has none
 * @param first when the first one was logged
 * @param last when the newest one was logged
 * @param example the newest line, with the top of its stack; cut when it is long
 */
public record LoggedError(
    String level,
    String logger,
    String code,
    long count,
    Instant first,
    Instant last,
    String example) {

  LoggedError again(Instant at, String newest) {
    return new LoggedError(level, logger, code, count + 1, first, at, newest);
  }
}

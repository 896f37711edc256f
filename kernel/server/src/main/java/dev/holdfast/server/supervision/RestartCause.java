package dev.holdfast.server.supervision;

import java.util.Locale;

/** Why a plugin was ended or did not come up: the label of the counter of restarts. */
public enum RestartCause {
  START_FAILED,
  START_OVERDUE,
  WORKER_FAILED,
  WORKER_STALLED,
  /** Somebody whose service it uses went away. */
  PROVIDER,
  OPERATOR,
  /** It requires what only its own jar has. */
  NOT_SHARED,
  /** Its jar was replaced or read again. */
  REPLACED;

  /** As a metric's label. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package dev.holdfast.server.web;

import java.util.Locale;

/** What a client does wrong that no good client does again and again. */
public enum Offence {
  /** It showed a token that is unknown, or that lacks the role. */
  REFUSED_TOKEN,

  /** Its request could not be read as HTTP. */
  MALFORMED_REQUEST,

  /** It broke a rule of WebSocket. */
  PROTOCOL_VIOLATION,

  /** It sent or read too slowly, and was cut. */
  TOO_SLOW;

  /** As in metrics and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.holdfast.server.edge.http;

import dev.holdfast.spi.Problem;
import java.util.Locale;
import java.util.Optional;

/** What a client did wrong: the answer to it, and its name in the metrics. */
public enum ClientFault {
  HEAD(
      "HF-WEB-020",
      400,
      "The head of the request is not HTTP/1.1",
      "Send it as RFC 9112 says; a proxy in between may have been told to let it pass"),
  FRAMING(
      "HF-WEB-021",
      400,
      "The end of the request's body is ambiguous",
      "Send one Content-Length of digits, or Transfer-Encoding: chunked, never both"),
  TOO_LONG(
      "HF-WEB-022",
      431,
      "The head of the request is too long",
      "Send fewer or shorter headers, or raise holdfast.web.max-head"),
  METHOD(
      "HF-WEB-023",
      501,
      "The server does not know the method of the request",
      "Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS"),
  VERSION(
      "HF-WEB-024",
      505,
      "The server speaks HTTP/1.1 and HTTP/1.0 only",
      "Tell the client or the proxy to use HTTP/1.1"),
  EXPECTATION(
      "HF-WEB-025",
      417,
      "The server can meet one expectation only",
      "Send Expect: 100-continue, or none"),
  SLOW_HEAD(
      "HF-WEB-026",
      408,
      "The head of the request came too slowly",
      "Send it at once; holdfast.web.head-timeout is the limit"),
  SLOW_BODY(
      "HF-WEB-027",
      408,
      "The body of the request came too slowly",
      "Send it faster; the limits are holdfast.web.min-body-rate and body-timeout"),
  SLOW_READER,
  VANISHED_IN_HEAD,
  VANISHED_IN_BODY,
  VANISHED_IN_ANSWER;

  private final String code;
  private final int status;
  private final String what;
  private final String remedy;

  ClientFault() {
    this("", 0, "", "");
  }

  ClientFault(String code, int status, String what, String remedy) {
    this.code = code;
    this.status = status;
    this.what = what;
    this.remedy = remedy;
  }

  /** What the client is told; only of those that can be answered. */
  Problem because(String why) {
    return new Problem(code, status, what, why, remedy);
  }

  /** Whether a good client does it too: one that loses its network vanishes. */
  public Optional<Admission.FaultClass> offence() {
    return switch (this) {
      case HEAD, FRAMING, TOO_LONG, METHOD, VERSION, EXPECTATION ->
          Optional.of(Admission.FaultClass.MALFORMED);
      case SLOW_HEAD, SLOW_BODY, SLOW_READER -> Optional.of(Admission.FaultClass.TOO_SLOW);
      case VANISHED_IN_HEAD, VANISHED_IN_BODY, VANISHED_IN_ANSWER -> Optional.empty();
    };
  }

  /** As in {@code vanished-in-body}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

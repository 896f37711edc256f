package dev.holdfast.websocket;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectTransportRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to open a session, checked as RFC 6455, 4.2.1 asks. Every refusal is thrown before
 * anything is answered, as a {@link RequestException} whose cause is the {@link ProblemException}.
 */
final class Handshake {
  private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
  private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
  private static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");
  private static final HeaderName ORIGIN = HeaderNames.create("Origin");
  private static final Header VERSION_13 = HeaderValues.create(VERSION, "13");
  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_LENGTH = 16;

  private final HttpPrologue prologue;
  private final Headers headers;
  private final Figures figures;

  Handshake(HttpPrologue prologue, Headers headers, Figures figures) {
    this.prologue = prologue;
    this.headers = headers;
    this.figures = figures;
  }

  /**
   * What is known of a client that is let in.
   *
   * @param holders whose shares of the memory it uses
   * @param response the whole answer
   * @param violated to be run when the client breaks a rule of the protocol
   */
  record Accepted(
      Route route,
      String principal,
      Optional<String> subprotocol,
      String peer,
      String response,
      Runnable violated,
      String... holders) {}

  String path() {
    return prologue.uriPath().path();
  }

  /** The method and headers are those of a handshake. */
  void checkForm() {
    if (!Method.GET.equals(prologue.method())) {
      throw refusal(
          Refusal.METHOD, prologue.method().text(), HeaderValues.create(HeaderNames.ALLOW, "GET"));
    }
    if (values(HeaderNames.CONNECTION).stream().noneMatch("upgrade"::equalsIgnoreCase)) {
      throw refusal(Refusal.BAD_HANDSHAKE, "Connection does not say Upgrade", null);
    }
    List<String> versions = values(VERSION);
    if (!versions.equals(List.of("13"))) {
      throw refusal(Refusal.VERSION, "Sec-WebSocket-Version is " + versions, VERSION_13);
    }
    if (!validKey()) {
      throw refusal(Refusal.BAD_HANDSHAKE, "Sec-WebSocket-Key is not 16 bytes in base64", null);
    }
  }

  private boolean validKey() {
    List<String> keys = values(KEY);
    try {
      return keys.size() == 1
          && keys.getFirst().length() == 24
          && Base64.getDecoder().decode(keys.getFirst()).length == KEY_LENGTH;
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  void checkOrigin(Origins origins) {
    List<String> named = values(ORIGIN);
    if (named.isEmpty()) {
      return;
    }
    String host = headers.first(HeaderNames.HOST).orElse("");
    if (named.size() > 1 || !origins.allows(named.getFirst(), host)) {
      throw refusal(Refusal.ORIGIN, String.join(", ", named), null);
    }
  }

  /** The Host header; null when there is none. */
  @Nullable String host() {
    return headers.first(HeaderNames.HOST).orElse(null);
  }

  Subprotocols subprotocols() {
    return Subprotocols.parse(values(PROTOCOL));
  }

  /** The token of the client; the header wins over the sub-protocol. */
  @Nullable String token(Subprotocols subprotocols) {
    String header = headers.first(HeaderNames.AUTHORIZATION).orElse("");
    if (header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return header.substring("bearer ".length()).strip();
    }
    return subprotocols.token();
  }

  /** The answer of RFC 6455, 4.2.2. Extensions are declined by silence. */
  String response(Optional<String> subprotocol) {
    StringBuilder answer =
        new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
            .append(accept(values(KEY).getFirst()))
            .append("\r\n");
    subprotocol.ifPresent(
        chosen -> answer.append("Sec-WebSocket-Protocol: ").append(chosen).append("\r\n"));
    return answer.append("\r\n").toString();
  }

  private static String accept(String key) {
    try {
      byte[] salted = (key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(salted);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private List<String> values(HeaderName name) {
    return headers.contains(name) ? headers.get(name).allValues(true) : List.of();
  }

  RequestException refusal(Refusal reason, String why, @Nullable Header header) {
    return refusal(reason, new ProblemException(reason.because(why)), header);
  }

  /** Counts the refusal and puts it into the form that Helidon answers. */
  RequestException refusal(Refusal reason, ProblemException cause, @Nullable Header header) {
    figures.refused(reason);
    Problem problem = cause.problem();
    RequestException.Builder answer =
        RequestException.builder()
            .type(DirectHandler.EventType.OTHER)
            .status(Status.create(problem.status()))
            .request(DirectTransportRequest.create(prologue, headers))
            .message(problem.sentence())
            .cause(cause)
            .safeMessage(true)
            .setKeepAlive(false);
    if (header != null) {
      answer.header(header);
    }
    cause
        .retryAfter()
        .ifPresent(delay -> {
          long seconds = Math.max(1, (delay.toMillis() + 999) / 1000);
          answer.header(HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
        });
    return answer.build();
  }
}

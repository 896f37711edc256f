package dev.holdfast.server.web;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.websocket.Caller;
import dev.holdfast.websocket.Origins;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands in front of every HTTP route: the caller's role, and the page it came from. */
final class Gate {
  private static final String BEARER = "bearer ";

  private final Tokens tokens;
  private final AccessControl access;
  private final Origins origins;
  private volatile @Nullable ProblemException refusal;

  Gate(Tokens tokens, AccessControl access, Origins origins) {
    this.tokens = tokens;
    this.access = access;
    this.origins = origins;
  }

  /** What everybody but admins is told from now on; null to let them in again. */
  void refuse(@Nullable ProblemException answer) {
    refusal = answer;
  }

  /**
   * Lets the request pass or throws the answer.
   *
   * @return the name of the principal
   * @throws ProblemException 401, 403 or 429, or what everybody is told
   */
  String check(ServerRequest request, Role role) {
    ProblemException answer = refusal;
    if (answer != null && role != Role.ANYONE && role != Role.ADMIN) {
      throw answer;
    }
    if (!readsOnly(request)) {
      checkOrigin(request.headers());
    }
    return access.principal(caller(request), role);
  }

  /** Whether the caller may use the role too, beside the one of the route. */
  boolean allows(ServerRequest request, Role role) {
    return access.allows(caller(request), role);
  }

  private static Caller caller(ServerRequest request) {
    ServerRequestHeaders headers = request.headers();
    return Caller.of(
        bearer(headers), headers.value(HeaderNames.HOST).orElse(null), request.remotePeer());
  }

  /** Names the token of a refused request. */
  String name(ServerRequest request) {
    return tokens.bearer(bearer(request.headers()));
  }

  /** Whether the method is one that changes nothing. */
  static boolean readsOnly(ServerRequest request) {
    Method method = request.prologue().method();
    return method.equals(Method.GET) || method.equals(Method.HEAD);
  }

  /** A browser sends Origin with every request that changes something; other clients send none. */
  private void checkOrigin(ServerRequestHeaders headers) {
    Optional<String> origin = headers.value(HeaderNames.ORIGIN);
    String host = headers.value(HeaderNames.HOST).orElse("");
    if (origin.isPresent() && !origins.allows(origin.get(), host)) {
      throw new ProblemException(WebProblems.FOREIGN_ORIGIN.because("Origin: " + origin.get()));
    }
  }

  static @Nullable String bearer(ServerRequestHeaders headers) {
    String value = headers.value(HeaderNames.AUTHORIZATION).orElse("");
    return value.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? value.substring(BEARER.length()).strip()
        : null;
  }
}

package dev.holdfast.websocket;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in, or tells them why not. Asked before the HTTP routes, their filters and their
 * security: what those check has to be checked here again.
 */
final class HandshakeFilter implements Http1Upgrader {
  private final Map<String, Route> routes;
  private final Sessions sessions;
  private final Authorization authorization;
  private final Function<String, @Nullable ProblemException> away;
  private final Origins origins;
  private volatile boolean draining;
  private volatile @Nullable ProblemException refusal;

  HandshakeFilter(
      Map<String, Route> routes,
      Sessions sessions,
      Authorization authorization,
      Function<String, @Nullable ProblemException> away) {
    this.away = away;
    this.routes = routes;
    this.sessions = sessions;
    this.authorization = authorization;
    this.origins = new Origins(sessions.config().allowedOrigins());
  }

  void drain() {
    draining = true;
  }

  void refuse(@Nullable ProblemException answer) {
    refusal = answer;
  }

  /** The edge gives the name in this spelling, however the client wrote it. */
  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  @Override
  public ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    return letIn(context, new Handshake(prologue, headers, sessions.figures()));
  }

  private ServerConnection letIn(ConnectionContext context, Handshake handshake) {
    Route route = routes.get(handshake.path());
    if (route == null) {
      ProblemException gone = away.apply(handshake.path());
      if (gone != null) {
        throw handshake.refusal(Refusal.NOT_ADMITTED, gone, null);
      }
      throw handshake.refusal(Refusal.UNKNOWN_PATH, "", null);
    }
    handshake.checkForm();
    if (draining) {
      throw busy(handshake, Refusal.DRAINING, "");
    }
    ProblemException answer = refusal;
    if (answer != null && route.options().role() != Role.ADMIN) {
      throw handshake.refusal(Refusal.NOT_ADMITTED, answer, null);
    }
    handshake.checkOrigin(origins);
    Subprotocols offered = handshake.subprotocols();
    String principal = principal(context, handshake, offered, route);
    Optional<String> chosen = offered.choose(route.options().subprotocols());
    if (chosen.isEmpty() && route.options().subprotocolRequired()) {
      throw handshake.refusal(
          Refusal.SUBPROTOCOL, String.join(", ", route.options().subprotocols()), null);
    }
    admit(handshake, route);
    takePlace(handshake, route);
    String peer = context.remotePeer().host() + ":" + context.remotePeer().port();
    return new Connection(
        context,
        new Handshake.Accepted(
            route,
            principal,
            chosen,
            peer,
            handshake.response(chosen),
            () -> authorization.violated(Caller.address(context.remotePeer())),
            holders(context, handshake.token(offered) == null ? null : principal)),
        sessions);
  }

  /** Nobody in particular shows no token: then the address is all that tells clients apart. */
  private static String[] holders(ConnectionContext context, @Nullable String principal) {
    String address = "address " + context.remotePeer().host();
    return principal == null
        ? new String[] {address}
        : new String[] {address, "token " + principal};
  }

  private String principal(
      ConnectionContext context, Handshake handshake, Subprotocols offered, Route route) {
    Caller caller = Caller.of(handshake.token(offered), handshake.host(), context.remotePeer());
    try {
      return authorization.principal(caller, route.options().role());
    } catch (ProblemException refused) {
      if (refused.problem().status() == 401) {
        throw handshake.refusal(
            Refusal.UNAUTHENTICATED,
            refused,
            HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"holdfast\""));
      }
      throw handshake.refusal(Refusal.FORBIDDEN, refused, null);
    }
  }

  private static void admit(Handshake handshake, Route route) {
    try {
      route.handler().admit();
    } catch (ProblemException refused) {
      throw handshake.refusal(Refusal.NOT_ADMITTED, refused, null);
    }
  }

  private void takePlace(Handshake handshake, Route route) {
    if (!sessions.places().take()) {
      throw busy(handshake, Refusal.FULL, sessions.places().limit() + " on this server");
    }
    if (!route.places().take()) {
      sessions.places().giveBack();
      throw busy(handshake, Refusal.FULL, route.places().limit() + " at this path");
    }
  }

  private RequestException busy(Handshake handshake, Refusal reason, String why) {
    ProblemException problem =
        new ProblemException(reason.because(why), sessions.config().retryAfter(), null);
    return handshake.refusal(reason, problem, null);
  }
}

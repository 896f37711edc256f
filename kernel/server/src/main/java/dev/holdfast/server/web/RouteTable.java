package dev.holdfast.server.web;

import dev.holdfast.server.web.routing.AllowedMethods;
import dev.holdfast.server.web.routing.ReadyBuilder;
import dev.holdfast.server.web.routing.SecurityHeaders;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.support.JsonAnswer;
import dev.holdfast.websocket.WebSockets;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * HTTP routes that come and go while the server runs.
 *
 * <p>Helidon's routing is immutable. This one hands each request to the newest immutable routing,
 * which is built anew at every change: changes are rare, requests are not. A request that has begun
 * is finished by the routing that it began with.
 */
final class RouteTable implements HttpRouting {

  /** What the edge makes of the target of {@code OPTIONS *}, and what HAProxy asks to see life. */
  private static final Set<String> WHOLE_SERVER = Set.of("/*", "/");

  /** One service of the table; its wrapper is made anew for every registration. */
  private record MountedService(String path, HttpService service) {}

  private final Gate gate;
  private final Audit audit;
  private final Requests requests;
  private final SecurityHeaders headers;
  private final PathOwners owners;
  private final Predicate<String> isWebSocket;
  private final List<MountedService> routes = new ArrayList<>();
  private AllowedMethods building = new AllowedMethods();
  private volatile AllowedMethods allowed = building;
  private volatile HttpRouting current = HttpRouting.empty();

  /**
   * Creates an empty table.
   *
   * @param owners say whose a path is that has no route
   * @param isWebSocket whether a path, otherwise unknown, is one of a WebSocket endpoint
   */
  RouteTable(
      Gate gate,
      Audit audit,
      Requests requests,
      SecurityHeaders headers,
      PathOwners owners,
      Predicate<String> isWebSocket) {
    this.owners = owners;
    this.gate = gate;
    this.audit = audit;
    this.requests = requests;
    this.headers = headers;
    this.isWebSocket = isWebSocket;
    rebuild();
  }

  /** Adds a service until the returned handle is closed. */
  synchronized AutoCloseable add(String path, Role role, HttpService service) {
    UnaryOperator<Handler> timed = handler -> requests.timed(path, handler);
    MountedService route =
        new MountedService(
            path,
            rules ->
                service.routing(
                    new GuardedRules(
                        rules, role, gate, audit, timed, building, List.of(under(path)))));
    routes.add(route);
    rebuild();
    return () -> remove(route);
  }

  private static PathMatcher under(String path) {
    return PathMatchers.create(path);
  }

  synchronized int size() {
    return routes.size();
  }

  private synchronized void remove(MountedService route) {
    routes.remove(route);
    rebuild();
  }

  private void rebuild() {
    building = new AllowedMethods();
    HttpRouting.Builder builder = HttpRouting.builder();
    builder.error(
        ProblemException.class, (request, response, problem) -> JsonAnswer.send(response, problem));
    builder.error(
        RuntimeException.class,
        (request, response, failure) -> {
          if (failure instanceof HttpException expected) {
            throw expected;
          }
          ProblemAnswers.sendUnexpected(response, request.path().path(), failure);
        });
    for (MountedService route : routes) {
      builder.register(route.path(), route.service());
    }
    builder.any(this::unknown);
    current = builder.build();
    allowed = building;
  }

  private void unknown(ServerRequest request, ServerResponse response) {
    if (isWebSocket.test(request.path().path())) {
      response.headers().set(HeaderNames.UPGRADE, "websocket");
      response.headers().set(HeaderNames.create("Sec-WebSocket-Version"), "13");
      throw new ProblemException(WebSockets.upgradeRequired());
    }
    ProblemException away = owners.away(request.path().path());
    if (away != null) {
      throw away;
    }
    boolean options = request.prologue().method().equals(Method.OPTIONS);
    Set<String> methods = allowed.of(request.prologue());
    if (options && methods.isEmpty() && WHOLE_SERVER.contains(request.path().path())) {
      methods = AllowedMethods.all();
    }
    ProblemException starting = owners.unknown();
    if (starting != null && (methods.isEmpty() || !options)) {
      throw starting; // Another plugin may bring the method: GET and POST /events come from two.
    }
    if (methods.isEmpty()) {
      throw new ProblemException(WebProblems.NOT_FOUND);
    }
    response.headers().set(HeaderNames.ALLOW, String.join(", ", methods));
    if (!options) {
      throw new ProblemException(WebProblems.NOT_ALLOWED);
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  /** Helidon takes routings as builders only. */
  HttpRouting.Builder asBuilder() {
    return new ReadyBuilder(this);
  }

  @Override
  public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
    headers.addTo(response.headers());
    current.route(context, request, response);
  }

  @Override
  public HttpSecurity security() {
    return current.security();
  }

  @Override
  public void beforeStart() {
    // Services come and go later than this; they have a life cycle of their own.
  }

  @Override
  public void afterStop() {
    // See beforeStart.
  }
}

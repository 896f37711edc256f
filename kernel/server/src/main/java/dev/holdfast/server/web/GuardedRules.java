package dev.holdfast.server.web;

import dev.holdfast.server.web.routing.AllowedMethods;
import dev.holdfast.server.web.routing.LineEndings;
import dev.holdfast.spi.Role;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Lets a service describe its routes, puts the gate in front of every one of them, and ends the
 * lines of their answers.
 */
final class GuardedRules implements HttpRules {
  private final HttpRules rules;
  private final Role role;
  private final Gate gate;
  private final Audit audit;
  private final UnaryOperator<Handler> timed;
  private final AllowedMethods allowed;
  private final List<PathMatcher> services;

  /**
   * Guards the rules of one service.
   *
   * @param timed put around every handler, the guard included
   * @param allowed hears of every route
   * @param services the paths that the service stands under, outermost first
   */
  GuardedRules(
      HttpRules rules,
      Role role,
      Gate gate,
      Audit audit,
      UnaryOperator<Handler> timed,
      AllowedMethods allowed,
      List<PathMatcher> services) {
    this.allowed = allowed;
    this.services = services;
    this.rules = rules;
    this.role = role;
    this.gate = gate;
    this.audit = audit;
    this.timed = timed;
  }

  @Override
  public HttpRules register(HttpService... services) {
    rules.register(guarded(this.services, services));
    return this;
  }

  @Override
  public HttpRules register(String path, HttpService... services) {
    List<PathMatcher> inner = new ArrayList<>(this.services);
    inner.add(PathMatchers.create(path));
    rules.register(path, guarded(inner, services));
    return this;
  }

  @Override
  public HttpRules route(HttpRoute route) {
    GuardedRoute guarded = new GuardedRoute(route);
    allowed.add(services, guarded);
    rules.route(guarded);
    return this;
  }

  private HttpService[] guarded(List<PathMatcher> under, HttpService... services) {
    return Stream.of(services)
        .map(service ->
            (HttpService)
                nested ->
                    service.routing(
                        new GuardedRules(nested, role, gate, audit, timed, allowed, under)))
        .toArray(HttpService[]::new);
  }

  private Handler guarded(Handler inner) {
    return role == Role.ADMIN
        ? new AuditedHandler(gate, audit, inner)
        : (request, response) -> {
          gate.check(request, role);
          inner.handle(request, response);
        };
  }

  private final class GuardedRoute implements HttpRoute {
    private final HttpRoute route;
    private final Handler handler;

    GuardedRoute(HttpRoute route) {
      this.route = route;
      this.handler = timed.apply(guarded(LineEndings.of(route.handler())));
    }

    @Override
    public PathMatchers.MatchResult accepts(HttpPrologue prologue) {
      PathMatchers.MatchResult match = route.accepts(prologue);
      return match.accepted() || !prologue.method().equals(Method.HEAD)
          ? match
          : route.accepts(asGet(prologue));
    }

    @Override
    public PathMatchers.MatchResult accepts(HttpPrologue prologue, ServerRequestHeaders headers) {
      PathMatchers.MatchResult match = route.accepts(prologue, headers);
      return match.accepted() || !prologue.method().equals(Method.HEAD)
          ? match
          : route.accepts(asGet(prologue), headers);
    }

    /** The edge leaves the body of the answer out. */
    private static HttpPrologue asGet(HttpPrologue prologue) {
      return AllowedMethods.with(prologue, Method.GET, prologue.uriPath());
    }

    @Override
    public Handler handler() {
      return handler;
    }
  }
}

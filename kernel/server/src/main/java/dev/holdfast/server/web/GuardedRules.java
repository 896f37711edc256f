package dev.holdfast.server.web;

import dev.holdfast.spi.Role;
import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Lets a service describe its routes, and puts the gate in front of every one of them. */
final class GuardedRules implements HttpRules {
  private final HttpRules rules;
  private final Role role;
  private final Gate gate;
  private final Audit audit;
  private final UnaryOperator<Handler> timed;

  /**
   * Guards the rules of one service.
   *
   * @param timed put around every handler, the guard included
   */
  GuardedRules(HttpRules rules, Role role, Gate gate, Audit audit, UnaryOperator<Handler> timed) {
    this.rules = rules;
    this.role = role;
    this.gate = gate;
    this.audit = audit;
    this.timed = timed;
  }

  @Override
  public HttpRules register(HttpService... services) {
    rules.register(guarded(services));
    return this;
  }

  @Override
  public HttpRules register(String path, HttpService... services) {
    rules.register(path, guarded(services));
    return this;
  }

  @Override
  public HttpRules route(HttpRoute route) {
    rules.route(new GuardedRoute(route));
    return this;
  }

  private HttpService[] guarded(HttpService... services) {
    return Stream.of(services)
        .map(service ->
            (HttpService)
                nested -> service.routing(new GuardedRules(nested, role, gate, audit, timed)))
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
      this.handler = timed.apply(guarded(route.handler()));
    }

    @Override
    public PathMatchers.MatchResult accepts(HttpPrologue prologue) {
      return route.accepts(prologue);
    }

    @Override
    public Handler handler() {
      return handler;
    }
  }
}

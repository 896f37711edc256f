package dev.holdfast.server.web.routing;

import io.helidon.common.uri.UriPath;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which methods a path takes: Helidon says 404 when a path is known and the method is not. Filled
 * while a routing is built, then only read.
 */
public final class AllowedMethods {
  private static final List<Method> ALL =
      List.of(Method.GET, Method.HEAD, Method.POST, Method.PUT, Method.PATCH, Method.DELETE);

  /** A route, and the paths of the services that it stands in, outermost first. */
  private record Known(List<PathMatcher> services, HttpRoute route) {
    boolean accepts(HttpPrologue prologue, Method method) {
      UriPath path = prologue.uriPath();
      for (PathMatcher service : services) {
        PathMatchers.PrefixMatchResult match = service.prefixMatch(path);
        if (!match.accepted()) {
          return false;
        }
        path = match.unmatchedPath();
      }
      return route.accepts(with(prologue, method, path)).accepted();
    }
  }

  private final List<Known> routes = new ArrayList<>();

  public void add(List<PathMatcher> services, HttpRoute route) {
    routes.add(new Known(List.copyOf(services), route));
  }

  /** In alphabetical order; empty when no route has this path. */
  public Set<String> of(HttpPrologue prologue) {
    Set<String> allowed = new TreeSet<>();
    for (Method method : ALL) {
      if (routes.stream().anyMatch(route -> route.accepts(prologue, method))) {
        allowed.add(method.text());
      }
    }
    if (!allowed.isEmpty()) {
      allowed.add(Method.OPTIONS.text());
    }
    return allowed;
  }

  /** Of the server as a whole. */
  public static Set<String> all() {
    Set<String> all = new TreeSet<>();
    ALL.forEach(method -> all.add(method.text()));
    all.add(Method.OPTIONS.text());
    return all;
  }

  /** The same request with another method. */
  public static HttpPrologue with(HttpPrologue prologue, Method method, UriPath path) {
    return HttpPrologue.create(
        prologue.rawProtocol(),
        prologue.protocol(),
        prologue.protocolVersion(),
        method,
        path,
        prologue.query(),
        prologue.fragment());
  }
}

package dev.holdfast.server.web.routing;

import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.HttpService;
import java.util.function.Supplier;

/**
 * Hands the web server a routing that exists already.
 *
 * <p>It has to be an {@link HttpRouting.Builder}: a routing of any other builder stands beside an
 * empty default one in a map ordered by identity, and which of the two is asked changes from start
 * to start (RouterImpl of Helidon 4.5.0). Nobody may add to it, because it would not be heard.
 */
public record ReadyBuilder(HttpRouting routing) implements HttpRouting.Builder {

  @Override
  public HttpRouting build() {
    return routing;
  }

  @Override
  public HttpRouting.Builder copy() {
    return this;
  }

  @Override
  public HttpRouting.Builder register(HttpService... services) {
    throw closed();
  }

  @Override
  public HttpRouting.Builder register(String path, HttpService... services) {
    throw closed();
  }

  @Override
  public HttpRouting.Builder route(HttpRoute route) {
    throw closed();
  }

  @Override
  public HttpRouting.Builder addFilter(Filter filter) {
    throw closed();
  }

  @Override
  public HttpRouting.Builder addFeature(Supplier<? extends HttpFeature> feature) {
    throw closed();
  }

  @Override
  public <T extends Throwable> HttpRouting.Builder error(
      Class<T> exceptionClass, ErrorHandler<? super T> handler) {
    throw closed();
  }

  @Override
  public HttpRouting.Builder maxReRouteCount(int maxReRouteCount) {
    throw closed();
  }

  @Override
  public HttpRouting.Builder security(HttpSecurity security) {
    throw closed();
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("routes are added through the route table");
  }
}

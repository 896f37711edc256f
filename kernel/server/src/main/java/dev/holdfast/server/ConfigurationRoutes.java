package dev.holdfast.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpService;

/** {@code GET /admin/configuration}: every setting that the server was started with, masked. */
final class ConfigurationRoutes {
  private ConfigurationRoutes() {}

  static HttpService of(String printed) {
    return rules ->
        rules.get(
            "/",
            (request, response) -> {
              response.headers().set(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
              response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
              response.send(printed);
            });
  }
}

package dev.holdfast.server.web.routing;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * What every answer tells a browser: take the content type as it is, run nothing, embed it nowhere
 * (OWASP's list for an API). A route may set its own.
 */
public final class SecurityHeaders {
  private static final long YEAR = 31_536_000;

  private final List<Header> headers;

  /**
   * Chooses the headers.
   *
   * @param overTls whether browsers may be told to use TLS only from now on
   */
  public SecurityHeaders(boolean overTls) {
    List<Header> all = new ArrayList<>();
    all.add(header("X-Content-Type-Options", "nosniff"));
    all.add(header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));
    all.add(header("Cross-Origin-Resource-Policy", "same-origin"));
    all.add(header("Referrer-Policy", "no-referrer"));
    if (overTls) {
      all.add(header("Strict-Transport-Security", "max-age=" + YEAR));
    }
    this.headers = List.copyOf(all);
  }

  private static Header header(String name, String value) {
    return HeaderValues.createCached(HeaderNames.create(name), value);
  }

  public void addTo(ServerResponseHeaders answer) {
    headers.forEach(answer::set);
  }
}

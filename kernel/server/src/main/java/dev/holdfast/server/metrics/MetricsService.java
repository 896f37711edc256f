package dev.holdfast.server.metrics;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * {@code GET /metrics}: Prometheus text, or OpenMetrics for those who ask. The content type is
 * exact, because Prometheus 3 fails a scrape with a sloppy one.
 */
public final class MetricsService implements HttpService {
  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final Meters meters;

  public MetricsService(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", this::answer);
  }

  private void answer(ServerRequest request, ServerResponse response) {
    String accepted = request.headers().value(HeaderNames.ACCEPT).orElse("");
    String type = accepted.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    response.headers().set(HeaderNames.CONTENT_TYPE, type);
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.send(meters.scrape(type));
  }
}

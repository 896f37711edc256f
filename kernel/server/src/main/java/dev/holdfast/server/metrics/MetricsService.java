package dev.holdfast.server.metrics;

import dev.holdfast.server.metrics.exposition.ExpositionFormat;
import dev.holdfast.server.metrics.exposition.PageBuffer;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code GET /metrics}: Prometheus text, or OpenMetrics for those who ask. */
public final class MetricsService implements HttpService {
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
    ExpositionFormat format = ExpositionFormat.of(accepted);
    response.headers().set(HeaderNames.CONTENT_TYPE, format.contentType());
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    PageBuffer page = meters.scrape(format);
    response.send(page.bytes(), 0, page.length());
  }
}

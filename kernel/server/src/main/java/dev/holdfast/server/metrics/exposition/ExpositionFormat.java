package dev.holdfast.server.metrics.exposition;

/** The two formats of {@code /metrics}, with the exact content type of each. */
public enum ExpositionFormat {
  /** Prometheus text 0.0.4. */
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private final String contentType;

  ExpositionFormat(String contentType) {
    this.contentType = contentType;
  }

  /** As Prometheus 3 wants it: it fails a scrape with a sloppy one. */
  public String contentType() {
    return contentType;
  }

  /** The format for an {@code Accept} header; text for one that does not ask for the other. */
  public static ExpositionFormat of(String accept) {
    return accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
  }
}

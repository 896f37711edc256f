package dev.holdfast.server.metrics.exposition;

/** The type of a metric family, as each format calls it. */
enum FamilyKind {
  COUNTER("_total", "counter", "counter"),
  GAUGE("", "gauge", "gauge"),
  /** Labels only; the value is always 1. */
  INFO("_info", "gauge", "info"),
  SUMMARY("", "summary", "summary"),
  HISTOGRAM("", "histogram", "histogram"),
  /**
   * Buckets of what is going on now. The text format has no such type, and shows three families.
   */
  GAUGE_HISTOGRAM("", "histogram", "gaugehistogram");

  private final String textSuffix;
  private final String textType;
  private final String openMetricsType;

  FamilyKind(String textSuffix, String textType, String openMetricsType) {
    this.textSuffix = textSuffix;
    this.textType = textType;
    this.openMetricsType = openMetricsType;
  }

  /** What the text format appends to the name of the family in HELP and TYPE. */
  String textSuffix() {
    return textSuffix;
  }

  String textType() {
    return textType;
  }

  String openMetricsType() {
    return openMetricsType;
  }
}

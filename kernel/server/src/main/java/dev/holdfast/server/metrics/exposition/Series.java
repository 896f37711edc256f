package dev.holdfast.server.metrics.exposition;

/** One set of labels of a family. Its text is ready; only the numbers are read at a scrape. */
interface Series {
  /** What is written of a series. */
  enum Part {
    ALL,
    /** Of a gauge histogram in the text format, which shows count and sum as families. */
    BUCKETS,
    COUNT,
    SUM
  }

  /** Reads the numbers and appends the lines. Any thread may call it, several at once. */
  void write(PageBuffer out, Part part);
}

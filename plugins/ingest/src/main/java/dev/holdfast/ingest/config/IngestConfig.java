package dev.holdfast.ingest.config;

import dev.holdfast.spi.Range;
import dev.holdfast.spi.Size;
import java.time.Duration;

/** The block {@code holdfast.ingest}; the meanings stand in {@code reference.conf}. */
public record IngestConfig(
    @Range(min = "1 KiB", max = "64 MiB") Size maxMessage,
    @Range(min = "256 B", max = "64 MiB") Size maxEvent,
    @Range(min = "1", max = "100000") int maxBatch,
    @Range(min = "0", max = "1000") int maxAttributes,
    @Range(min = "16", max = "1280") int maxAttributeLength,
    @Range(min = "2", max = "1000") int maxDepth,
    @Range(min = "20", max = "100000") int maxNumberLength,
    @Range(min = "1", max = "1000000") int window,
    @Range(min = "64 KiB", max = "1 GiB") Size windowBytes,
    @Range(min = "10 ms", max = "60 s") Duration holdBack,
    @Range(min = "1", max = "1000000") int maxConnections,
    @Range(min = "0", max = "10000000") long rateLimit,
    Http http,
    Wrap wrap) {

  /** {@code POST /events}. */
  public record Http(
      @Range(min = "1", max = "100000") int maxRequests,
      @Range(min = "100 ms", max = "10 m") Duration answerWithin,
      @Range(min = "0", max = "10000000") int rememberedAnswers,
      @Range(min = "1 s", max = "7 d") Duration rememberedFor) {}

  /** How JSON that is not CloudEvents becomes an event. */
  public record Wrap(
      String sourcePointer,
      String sourceDefault,
      String typePointer,
      String typeDefault,
      String idPointer,
      String timePointer,
      String subjectPointer) {}
}

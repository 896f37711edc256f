package dev.holdfast.ingest;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.envelope.EnvelopeMapping;
import dev.holdfast.ingest.envelope.EventIds;
import dev.holdfast.ingest.envelope.EventReader;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Validation;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.server.MemoryRelief;
import dev.holdfast.spi.support.TokenBucket;
import io.helidon.metrics.api.FunctionalCounter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tools.jackson.core.json.JsonFactory;

/** Accepts events from producers over WebSocket and HTTP. */
public final class IngestPlugin implements Plugin {
  private static final Duration ACK_STEP_LIMIT = Duration.ofSeconds(10);
  private static final int RATE_LIMITED_SENDERS = 10_000;

  private final LongSupplier ticker;

  public IngestPlugin() {
    this(System::nanoTime);
  }

  IngestPlugin(LongSupplier ticker) {
    this.ticker = ticker;
  }

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public Class<? extends Record> configuration() {
    return IngestConfig.class;
  }

  @Override
  public void validate(Validation validation) {
    IngestConfig.Wrap wrap = validation.config(IngestConfig.class).wrap();
    validation.check("wrap.id-pointer", () -> EnvelopeMapping.checkPointer(wrap.idPointer()));
    validation.check(
        "wrap.source-pointer", () -> EnvelopeMapping.checkPointer(wrap.sourcePointer()));
    validation.check("wrap.type-pointer", () -> EnvelopeMapping.checkPointer(wrap.typePointer()));
    validation.check(
        "wrap.subject-pointer", () -> EnvelopeMapping.checkPointer(wrap.subjectPointer()));
    validation.check("wrap.time-pointer", () -> EnvelopeMapping.checkPointer(wrap.timePointer()));
  }

  @Override
  public void start(PluginContext context) {
    IngestConfig config = context.config(IngestConfig.class);
    JsonFactory json = EventReader.factory(config);
    EnvelopeMapping mapping = new EnvelopeMapping(json, config.wrap());
    Journal journal = context.require(Journal.class);
    IngestMeters meters = new IngestMeters(context);
    DeferredAcks deferredAcks = new DeferredAcks(config.maxConnections());
    IngestSession.Shared shared = new IngestSession.Shared(journal, config, meters, deferredAcks);
    Supplier<EventReader> readers = () -> new EventReader(json, mapping, config, context.clock());
    // Seeded once from the system's entropy; each connection then has cheap numbers of its own.
    SplittableRandom seeds = new SplittableRandom(new SecureRandom().nextLong());
    Supplier<EventIds> ids = () -> EventIds.timeOrdered(context.clock(), split(seeds));

    context.health("accepting", meters::health);
    context.worker("acks", ACK_STEP_LIMIT, deferredAcks::step);
    context.webSocket(
        "/ingest",
        new WebSocketOptions(
            Role.INGEST,
            List.of(Protocol.HOLDFAST_V1.label(), Protocol.CLOUDEVENTS_JSON.label()),
            false,
            config.maxMessage(),
            config.maxConnections()),
        session ->
            new IngestSession(
                shared,
                session,
                readers.get(),
                ids.get(),
                new TokenBucket(config.rateLimit(), RateLimits.SECOND, ticker)));
    context.http(
        "/events",
        Role.INGEST,
        new EventsService(
            shared,
            readers,
            ids,
            new RateLimits(config.rateLimit(), RATE_LIMITED_SENDERS, ticker),
            idempotencyCache(context, config.http())));
  }

  private static IdempotencyCache idempotencyCache(
      PluginContext context, IngestConfig.Http config) {
    IdempotencyCache cache =
        new IdempotencyCache(config.rememberedAnswers(), config.rememberedFor(), context.clock());
    context.contribute(MemoryRelief.class, cache);
    FunctionalCounter _ =
        context.meter(
            FunctionalCounter.builder(
                    "holdfast_ingest_answers_forgotten_total", cache, IdempotencyCache::forgotten)
                .description(
                    "Answers by Idempotency-Key that were forgotten: by age, by number, or for want of memory"));
    return cache;
  }

  private static SplittableRandom split(SplittableRandom seeds) {
    synchronized (seeds) {
      return seeds.split();
    }
  }
}

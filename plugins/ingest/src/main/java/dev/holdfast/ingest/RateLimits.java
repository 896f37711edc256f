package dev.holdfast.ingest;

import dev.holdfast.spi.support.TokenBucket;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The limits of HTTP producers, by token or else by address; the least recent is forgotten. */
final class RateLimits {
  static final Duration SECOND = Duration.ofSeconds(1);

  private static final float LOAD = 0.75f;
  private static final int FIRST_SIZE = 16;

  private final long perSecond;
  private final LongSupplier ticker;
  private final TokenBucket unlimited;
  private final Map<String, TokenBucket> bySender;

  RateLimits(long perSecond, int senders, LongSupplier ticker) {
    this.perSecond = perSecond;
    this.ticker = ticker;
    this.unlimited = new TokenBucket(0, SECOND, ticker);
    this.bySender =
        new LinkedHashMap<>(FIRST_SIZE, LOAD, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
            return size() > senders;
          }
        };
  }

  TokenBucket of(ServerRequest request) {
    if (perSecond == 0) {
      return unlimited;
    }
    String sender =
        request
            .headers()
            .first(HeaderNames.AUTHORIZATION)
            .orElseGet(() -> request.remotePeer().host());
    synchronized (bySender) {
      return bySender.computeIfAbsent(sender, key -> new TokenBucket(perSecond, SECOND, ticker));
    }
  }
}

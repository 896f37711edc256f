package dev.holdfast.ingest;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The limits of HTTP producers, by token or else by address; the least recent is forgotten. */
final class RateLimits {
  private static final float LOAD = 0.75f;
  private static final int FIRST_SIZE = 16;

  private final long perSecond;
  private final LongSupplier ticker;
  private final RateLimit unlimited;
  private final Map<String, RateLimit> bySender;

  RateLimits(long perSecond, int senders, LongSupplier ticker) {
    this.perSecond = perSecond;
    this.ticker = ticker;
    this.unlimited = new RateLimit(0, ticker);
    this.bySender =
        new LinkedHashMap<>(FIRST_SIZE, LOAD, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
            return size() > senders;
          }
        };
  }

  RateLimit of(ServerRequest request) {
    if (perSecond == 0) {
      return unlimited;
    }
    String sender =
        request
            .headers()
            .first(HeaderNames.AUTHORIZATION)
            .orElseGet(() -> request.remotePeer().host());
    synchronized (bySender) {
      return bySender.computeIfAbsent(sender, key -> new RateLimit(perSecond, ticker));
    }
  }
}

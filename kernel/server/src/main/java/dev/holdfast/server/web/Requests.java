package dev.holdfast.server.web;

import dev.holdfast.server.process.OutOfMemory;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.support.TokenBucket;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What became of every HTTP request that a route has answered, how long it took, and which ones
 * took too long. Safe for use by several threads.
 */
public final class Requests {
  private static final Logger LOG = System.getLogger("dev.holdfast.web.slow");
  private static final int LONGEST_PATH = 256;

  /** How many slow ones are kept. */
  static final int KEPT = 100;

  /** So many lines a minute; what is more is counted, and kept as a sample all the same. */
  static final int LINES_A_MINUTE = 20;

  /** Hears of every answer, on the thread of the request. */
  @FunctionalInterface
  public interface Watch {
    /**
     * A request was answered.
     *
     * @param route the path that the route was added under, without what follows it
     */
    void answered(String route, String method, int status, Duration took);
  }

  /**
   * A request that took longer than the limit.
   *
   * @param path as it was sent, without its query
   */
  public record Slow(Instant at, String method, String path, int status, Duration took) {}

  private final Duration limit;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Deque<Slow> newest = new ArrayDeque<>();
  private volatile Watch watch = (route, method, status, took) -> {};
  private final TokenBucket lines;
  private long count;

  /**
   * Nothing is known yet.
   *
   * @param limit what takes longer is slow
   * @param ticker nanoseconds of a clock that only goes forward
   */
  public Requests(Duration limit, InstantSource clock, LongSupplier ticker) {
    this.limit = limit;
    this.clock = clock;
    this.ticker = ticker;
    this.lines = new TokenBucket(LINES_A_MINUTE, Duration.ofMinutes(1), ticker);
  }

  /** Tells somebody of every answer from now on. */
  public void watch(Watch newWatch) {
    watch = newWatch;
  }

  /** Slow requests since the start. */
  public synchronized long count() {
    return count;
  }

  /** The newest slow requests, newest first. */
  public synchronized List<Slow> newest() {
    return List.copyOf(newest);
  }

  /** What takes longer is slow. */
  public Duration limit() {
    return limit;
  }

  /** The handler of a route, with a clock beside it. */
  Handler timed(String route, Handler inner) {
    return (request, response) -> {
      long begun = ticker.getAsLong();
      int status = 500;
      try {
        inner.handle(request, response);
        status = response.status().code();
      } catch (Exception e) {
        OutOfMemory.handOn(e);
        status = status(e);
        throw e;
      } catch (OutOfMemoryError e) {
        // The web server would make a 500 of it and go on.
        OutOfMemory.handOn(e);
        throw e;
      } finally {
        // One that leaves the request to the next route did nothing; that route is measured.
        if (!(response instanceof RoutingResponse routing && routing.isNexted())) {
          ended(route, request, status, Duration.ofNanos(ticker.getAsLong() - begun));
        }
      }
    };
  }

  /** What a client is told of a failure. */
  static int status(Exception failure) {
    return switch (failure) {
      case ProblemException problem -> problem.problem().status();
      case HttpException expected -> expected.status().code();
      case RequestException bad -> bad.status().code();
      // The client is gone, or was cut for its slowness.
      case CloseConnectionException gone -> 408;
      default -> 500;
    };
  }

  private void ended(String route, ServerRequest request, int status, Duration took) {
    String method = request.prologue().method().text();
    watch.answered(route, method, status, took);
    if (took.compareTo(limit) > 0) {
      String raw = request.prologue().uriPath().rawPath();
      String path = raw.substring(0, Math.min(raw.length(), LONGEST_PATH));
      keep(new Slow(clock.instant(), method, path, status, took));
    }
  }

  synchronized void keep(Slow slow) {
    count++;
    if (newest.size() == KEPT) {
      newest.removeLast();
    }
    newest.addFirst(slow);
    if (lines.take(1).isEmpty()) {
      LOG.log(
          Level.WARNING,
          () ->
              String.format(
                  Locale.ROOT,
                  "slow request: %s %s took %d ms, answered %d; more than %d ms is slow",
                  slow.method(),
                  Quoted.of(slow.path(), LONGEST_PATH),
                  slow.took().toMillis(),
                  slow.status(),
                  limit.toMillis()));
    }
  }
}

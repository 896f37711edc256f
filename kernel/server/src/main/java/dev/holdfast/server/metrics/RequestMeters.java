package dev.holdfast.server.metrics;

import dev.holdfast.server.web.Requests;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * How long HTTP requests take: a histogram for each route, method and class of answer. Labels are
 * few: the path that a route was added under, never what a client wrote behind it.
 */
public final class RequestMeters implements Requests.Watch {
  /** More combinations than this are a mistake; the rest is not measured. */
  private static final int MOST = 500;

  private static final Duration[] BUCKETS =
      LongStream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private record Kind(String route, String method, int hundreds) {}

  private final Meters meters;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  private RequestMeters(Meters meters) {
    this.meters = meters;
  }

  /** Measures from now on. */
  public static void add(Meters meters, Requests requests) {
    meters.add(
        "kernel",
        FunctionalCounter.builder("holdfast_http_slow_requests_total", requests, Requests::count)
            .description("HTTP requests that took longer than web.slow-request"));
    requests.watch(new RequestMeters(meters));
  }

  @Override
  public void answered(String route, String method, int status, Duration took) {
    Kind kind = new Kind(route, method, status / 100);
    Timer timer = timers.get(kind);
    if (timer == null && timers.size() < MOST) {
      timer = timers.computeIfAbsent(kind, this::register);
    }
    if (timer != null) {
      timer.record(took);
    }
  }

  private Timer register(Kind kind) {
    return meters.add(
        "kernel",
        Timer.builder("holdfast_http_request_seconds")
            .description("From a request's head to its answer")
            .buckets(BUCKETS)
            .tags(
                List.of(
                    Tag.create("route", kind.route()),
                    Tag.create("method", kind.method()),
                    Tag.create("status", kind.hundreds() + "xx"))));
  }
}

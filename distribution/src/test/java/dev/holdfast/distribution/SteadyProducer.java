package dev.holdfast.distribution;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Posts events one after the other to wherever the server is now, and remembers those that were
 * acknowledged. An event without an answer is sent again under its id.
 */
final class SteadyProducer implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final Supplier<Optional<URI>> server;
  private final String source;
  private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Thread thread;
  private volatile boolean ended;

  SteadyProducer(Supplier<Optional<URI>> server, String source) {
    this.server = server;
    this.source = source;
    this.thread = Thread.ofPlatform().daemon().start(this::produce);
  }

  int acknowledged() {
    return acknowledged.size();
  }

  String source() {
    return source;
  }

  /** The acknowledged ids as they are in the rows. */
  Set<String> acknowledgedIds() {
    return acknowledged.stream().map(String::valueOf).collect(Collectors.toSet());
  }

  private void produce() {
    for (int id = 0; !ended; ) {
      Optional<URI> url = server.get();
      if (url.isPresent() && send(url.get(), id)) {
        acknowledged.add(id);
        id++;
      } else {
        // While there is no server, the processors are for its start.
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
  }

  /** Of the event with this id: a byte that is lost, added or written in another way shows. */
  static String data(int id) {
    return "{\"n\":  %d, \"n\":1e2,\"z\":-0.0, \"text\":\"\\u0000\\ud800 %s\"}"
        .formatted(id, "x".repeat(id % 300));
  }

  private boolean send(URI url, int id) {
    String body =
        "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"%s\",\"type\":\"t\",\"data\":%s}"
            .formatted(id, source, data(id));
    try {
      HttpRequest request =
          HttpRequest.newBuilder(url.resolve("/events"))
              .header("Content-Type", "application/cloudevents+json")
              .timeout(PATIENCE)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 202;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      ended = true;
      return false;
    }
  }

  /** Ends the sending; what was acknowledged stays as it is. */
  void end() throws InterruptedException {
    ended = true;
    thread.join();
  }

  /** The acknowledged ids that are not rows; a row that is there twice is an error. */
  Set<Integer> missing() throws IOException, InterruptedException {
    URI url = server.get().orElseThrow();
    Set<Integer> stored = new HashSet<>();
    String after = "";
    while (true) {
      URI page = url.resolve("/events?source=" + source + "&limit=1000" + after);
      String body =
          http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      Matcher ids = ID.matcher(body);
      int before = stored.size();
      while (ids.find()) {
        if (!stored.add(Integer.valueOf(ids.group(1)))) {
          throw new AssertionError(ids.group(1) + " is there twice");
        }
      }
      Matcher next = NEXT.matcher(body);
      if (stored.size() == before || !next.find()) {
        break;
      }
      after = "&after=" + next.group(1);
    }
    Set<Integer> missing = new TreeSet<>(acknowledged);
    missing.removeAll(stored);
    return missing;
  }

  @Override
  public void close() {
    ended = true;
    thread.interrupt();
    http.shutdownNow();
  }
}

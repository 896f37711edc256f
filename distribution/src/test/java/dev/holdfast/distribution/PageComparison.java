package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.console.Main;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.service.registry.Services;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs a server and compares its pages of metrics with those that Prometheus' own client writes for
 * the same meters. It is a program, because the client is only reached inside of the server.
 */
final class PageComparison {
  static final String SAME = "the pages are the same";
  static final String DIFFERENT = "the pages differ";

  private static final List<String> TYPES =
      List.of(
          "text/plain; version=0.0.4; charset=utf-8",
          "application/openmetrics-text; version=1.0.0; charset=utf-8");

  /** To ask for the page takes a connection, which the client inside of the server does not. */
  private static final String OF_THE_REQUEST = "holdfast_web_connections{";

  /** New series may come between two pages. */
  private static final int TRIES = 50;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;

  private PageComparison(URI address) {
    this.address = address;
  }

  /** Takes the arguments of the server, and its address from the standard input. */
  @SuppressWarnings("SystemOut") // It is a program.
  public static void main(String... arguments) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().start(() -> Main.main(arguments));
    String address = new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
    PageComparison comparison = new PageComparison(URI.create(address));
    for (String type : TYPES) {
      System.out.println(comparison.compare(type));
    }
    System.exit(0);
  }

  private String compare(String type) throws IOException, InterruptedException {
    String difference = "";
    for (int i = 0; i < TRIES; i++) {
      List<String> before = client(type);
      List<String> page = page(type);
      List<String> after = client(type);
      difference = difference(before, page, after);
      if (difference.isEmpty()) {
        return SAME + ": " + page.size() + " lines of " + type;
      }
    }
    return DIFFERENT + ": " + difference;
  }

  /** Numbers count where they did not change meanwhile; everything else counts always. */
  private static String difference(List<String> before, List<String> page, List<String> after) {
    if (before.size() != page.size() || before.size() != after.size()) {
      return before.size() + ", " + page.size() + " and " + after.size() + " lines";
    }
    return IntStream.range(0, page.size())
        .filter(i -> !allowed(before.get(i), page.get(i), after.get(i)))
        .mapToObj(i -> page.get(i) + " instead of " + before.get(i))
        .findFirst()
        .orElse("");
  }

  private static boolean allowed(String before, String line, String after) {
    boolean still = before.equals(after) && !name(before).startsWith(OF_THE_REQUEST);
    return still ? line.equals(before) : name(line).equals(name(before));
  }

  private static String name(String line) {
    return line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' '));
  }

  private static List<String> client(String type) {
    CompositeMeterRegistry all =
        Services.get(MetricsFactory.class).globalRegistry().unwrap(CompositeMeterRegistry.class);
    return all.getRegistries().stream()
        .filter(PrometheusMeterRegistry.class::isInstance)
        .map(each -> ((PrometheusMeterRegistry) each).scrape(type))
        .findAny()
        .orElseThrow()
        .lines()
        .toList();
  }

  private List<String> page(String type) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(address.resolve("/metrics")).header("Accept", type).build(),
            HttpResponse.BodyHandlers.ofString());
    if (!response.headers().firstValue("Content-Type").orElse("").equals(type)) {
      throw new IOException("not what was asked for: " + response.headers());
    }
    return response.body().lines().toList();
  }
}

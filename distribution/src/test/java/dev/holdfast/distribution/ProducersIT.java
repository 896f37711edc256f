package dev.holdfast.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testkit.network.FaultyNetwork;
import dev.holdfast.testkit.network.FaultyNetwork.Direction;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The producers of the distribution, all at once: their answers are lost, the server is killed, and
 * it comes back. Each event is stored once, and what is refused for good is told.
 */
final class ProducersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int HALF = 20;
  private static final int ALL = 2 * HALF;
  private static final String TOKEN = "wind-and-rain";
  private static final String NEEDED =
      "Node 20.10, Python 3 and curl 7.84 or newer are needed for this test. Install them: "
          + "apt install nodejs python3 curl";

  /** With the SHA-256 of the token. */
  private static final String CONFIGURATION =
      """
      holdfast.security.tokens = [{
        name = producer
        sha256 = "ba673df782e04526861af4a8c4c9c139ecff4e57b88f67baf5f23ac7126b0bf5"
        roles = [ingest, read]
      }]
      """;

  private static final Pattern DATA = Pattern.compile("\"data\":(\\d+)");

  private final List<Process> started = new ArrayList<>();

  @TempDir Path base;

  @BeforeEach
  void findToolsAndSetTheToken() throws Exception {
    boolean complete =
        Command.installed("python3").isPresent()
            && Command.installed("curl").isPresent()
            && Command.installed("node").isPresent()
            && Command.of(Path.of("node"), "--experimental-websocket", "-e", "").run(LIMIT).code()
                == 0;
    if (!complete && "true".equals(System.getenv("CI"))) {
      fail(NEEDED);
    }
    assumeThat(complete).as(NEEDED).isTrue();
    Path file = Files.createDirectories(base.resolve("conf")).resolve("holdfast.conf");
    Files.writeString(file, CONFIGURATION);
  }

  @AfterEach
  void endWhatStillRuns() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void eachEventIsStoredOnceAlthoughAnswersAreLostAndTheServerIsKilled() throws Exception {
    long begun = System.nanoTime();
    try (UnzippedServer server = UnzippedServer.start(base);
        FaultyNetwork network = FaultyNetwork.to("127.0.0.1", server.uri("/").getPort())) {
      int port = network.port();
      List<Producer> producers =
          List.of(java(port, TOKEN), javascript(port), python(port, TOKEN), shell(port, TOKEN));
      for (Producer producer : producers) {
        producer.feed(1, HALF);
        producer.feed("this is not JSON");
      }
      producers.forEach(each -> awaitStored(server, each, HALF));

      network.oneWay(Direction.TO_CLIENT);
      for (Producer producer : producers) {
        producer.feed(HALF + 1, ALL);
      }
      // What has come through is stored, and nobody has an answer for it: all of it over WebSocket,
      // and over HTTP the one event that waits for its answer.
      for (Producer producer : producers) {
        awaitStored(server, producer, producer.isStreaming() ? ALL : HALF + 1);
      }
      server.kill();
      network.cut();
      network.refuse();

      try (UnzippedServer next = UnzippedServer.start(base)) {
        network.leadTo(next.uri("/").getPort());
        network.pass();
        for (Producer producer : producers) {
          assertThat(producer.end()).as(producer.said()).isEqualTo(1);
          assertThat(producer.said()).containsPattern("lost: .*; again in [0-9.]+ m?s");
          assertThat(producer.said().lines().filter(line -> line.contains("refused for good")))
              .as(producer.said())
              .singleElement()
              .asString()
              .contains("HF-ING-001", "this is not JSON");
          awaitStored(next, producer, ALL);
          assertThat(stored(next, producer))
              .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, ALL).boxed().toList());
        }
        assertThat(next.metric("holdfast_events_duplicates_total", ""))
            .as("each has sent again what was stored already")
            .isGreaterThanOrEqualTo(2 * HALF + 2);
        assertThat(next.metric("holdfast_events_conflicting_total", "")).isZero();
        givesUpWithAWrongToken(port);
      }
    }
    System.out.printf(
        "Four producers, %d events each, one killed server: %d ms%n",
        ALL, Duration.ofNanos(System.nanoTime() - begun).toMillis());
  }

  /** JavaScript is not asked: a WebSocket there does not show the status of a handshake. */
  private void givesUpWithAWrongToken(int port) throws Exception {
    for (Producer producer : List.of(java(port, "x"), python(port, "x"), shell(port, "x"))) {
      producer.feed("1");
      assertThat(producer.end()).as(producer.said()).isPositive();
      assertThat(producer.said()).contains("given up", "401");
    }
  }

  private Producer java(int port, String token) throws IOException {
    String program = System.getProperty("java.home") + "/bin/java";
    return producer(token, "/java", program, file("Producer.java"), webSocket(port));
  }

  private Producer javascript(int port) throws IOException {
    String option = "--experimental-websocket";
    return producer(TOKEN, "/javascript", "node", option, file("producer.mjs"), webSocket(port));
  }

  private Producer python(int port, String token) throws IOException {
    return producer(token, "/python", "python3", file("producer.py"), http(port));
  }

  private Producer shell(int port, String token) throws IOException {
    return producer(token, "/shell", "sh", file("producer.sh"), http(port));
  }

  private static String webSocket(int port) {
    return "ws://127.0.0.1:" + port + "/ingest";
  }

  private static String http(int port) {
    return "http://127.0.0.1:" + port + "/events";
  }

  private static String file(String name) {
    return Unzipped.home().resolve("share/producers").resolve(name).toString();
  }

  private Producer producer(String token, String source, String program, Object... words)
      throws IOException {
    Path output = Files.createTempFile(base, "producer", ".out");
    List<Object> arguments = new ArrayList<>(List.of(words));
    arguments.add(source);
    Process process =
        Command.of(Path.of(program), arguments.toArray())
            .with("HOLDFAST_TOKEN", token)
            .with("no_proxy", "127.0.0.1")
            .start(output);
    started.add(process);
    return new Producer(source, process, output);
  }

  /** One of the four at work; it reads its events from its input. */
  private record Producer(String source, Process process, Path output) {
    /** Whether it sends the next event before the last one is answered. */
    boolean isStreaming() {
      return source.equals("/java") || source.equals("/javascript");
    }

    void feed(int from, int to) throws IOException {
      for (int number = from; number <= to; number++) {
        feed("" + number);
      }
    }

    void feed(String line) throws IOException {
      OutputStream input = process.getOutputStream();
      input.write((line + "\n").getBytes(UTF_8));
      input.flush();
    }

    /** Nothing more comes; the exit code once all is answered. */
    int end() throws IOException, InterruptedException {
      process.getOutputStream().close();
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
      return process.exitValue();
    }

    String said() {
      try {
        return source + ":\n" + Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void awaitStored(UnzippedServer server, Producer producer, int least) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(stored(server, producer))
                .as(producer.said())
                .hasSizeGreaterThanOrEqualTo(least));
  }

  /** The data of all events of the producer. */
  private static List<Integer> stored(UnzippedServer server, Producer producer)
      throws IOException, InterruptedException {
    HttpRequest page =
        HttpRequest.newBuilder(server.uri("/events?limit=1000&source=" + producer.source()))
            .header("Authorization", "Bearer " + TOKEN)
            .build();
    String body = server.http().send(page, HttpResponse.BodyHandlers.ofString()).body();
    return DATA.matcher(body).results().map(event -> Integer.valueOf(event.group(1))).toList();
  }
}

package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.ServiceMissing;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.WebSocketSession;
import io.helidon.health.HealthCheckResponse;
import io.helidon.metrics.api.Counter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PluginHarnessTest {
  private static final Problem BUSY = new Problem("HF-TEST-001", 503, "It is busy", "", "Wait.");
  private final List<String> said = new ArrayList<>();

  @Test
  void runsWhatAPluginRegisters() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new Everything()).offering(List.class, said)) {
      harness.start();

      assertThat(harness.health("fine").status()).isEqualTo(HealthCheckResponse.Status.UP);
      assertThat(harness.alerts()).containsKey("hot");
      await().until(() -> harness.meter("test_steps", "kind", "worker") > 0);

      assertThat(harness.routes())
          .containsExactly(entry("/busy", Role.READ), entry("/echo", Role.INGEST));
      assertThat(harness.workers()).containsExactly("count");

      HttpResponse<String> answer = get(harness, "/busy");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
      assertThat(answer.body()).contains("\"code\":\"HF-TEST-001\"");

      RecordingSession session = harness.connect("/echo", "v1");
      session.receive("a", "b");
      assertThat(session.sent()).containsExactly("a", "b");
      session.receiveBinary(new byte[1]);
      assertThat(session.closeCode()).isEqualTo(1003);
      assertThat(said).containsExactly("closed 1003");
    }
    assertThat(said).containsExactly("closed 1003", "stopped", "second", "first");
  }

  @Test
  void takesBackWhatAFailedStartLeaves() throws Exception {
    try (PluginHarness harness = PluginHarness.of(new Everything())) {
      assertThatThrownBy(harness::start).isInstanceOf(ServiceMissing.class);
    }
    assertThat(said).isEmpty();
  }

  @Test
  void reportsAWorkerThatFailed() throws Exception {
    PluginHarness harness = PluginHarness.of(new Failing());
    harness.start();
    await().until(() -> harness.failure("bad").isPresent());
    harness.close();

    PluginHarness unasked = PluginHarness.of(new Failing()).steppingByHand();
    unasked.start();
    assertThatThrownBy(() -> unasked.step("bad")).hasMessage("broken");
    unasked.close();
  }

  private static HttpResponse<String> get(PluginHarness harness, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(harness.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static final class Failing implements Plugin {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public void start(PluginContext context) {
      context.worker(
          "bad",
          Duration.ofSeconds(1),
          () -> {
            throw new IllegalStateException("broken");
          });
    }
  }

  private final class Everything implements Plugin {
    @Override
    public String name() {
      return "everything";
    }

    @Override
    public void start(PluginContext context) {
      @SuppressWarnings("unchecked")
      List<String> log = context.require(List.class);
      context.own(() -> log.add("first"));
      context.own(() -> log.add("second"));
      Path directory = context.dataDirectory();
      assertThat(Files.isDirectory(directory)).isTrue();
      context.health("fine", () -> Health.up().build());
      Counter steps =
          context.meter(
              Counter.builder("test_steps")
                  .addTag(io.helidon.metrics.api.Tag.create("kind", "worker")));
      context.worker(
          "count",
          Duration.ofSeconds(1),
          () -> {
            steps.increment();
            Thread.onSpinWait();
          });
      context.http(
          "/busy",
          Role.READ,
          rules ->
              rules.get((request, response) -> {
                throw new ProblemException(BUSY, Duration.ofMillis(1500), null);
              }));
      context.webSocket(
          "/echo",
          new WebSocketOptions(Role.INGEST, List.of("v1"), false, Size.ofMebibytes(1), 10),
          Echo::new);
      context.raise(new Alert("hot", Alert.Severity.WARNING, BUSY));
    }

    @Override
    public void stop() {
      said.add("stopped");
    }
  }

  private final class Echo implements WebSocketListener {
    private final WebSocketSession session;

    Echo(WebSocketSession session) {
      this.session = session;
    }

    @Override
    public void text(ByteBuffer utf8) {
      byte[] copy = new byte[utf8.remaining()];
      utf8.get(copy);
      session.offer(new String(copy, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void closed(int code, String reason) {
      said.add("closed " + code);
    }
  }
}

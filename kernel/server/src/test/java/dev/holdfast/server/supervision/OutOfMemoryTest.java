package dev.holdfast.server.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.PluginContext;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a plugin runs out of memory, whoever ends the process hears of it. */
class OutOfMemoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Where the plugin fails next; it fails there once. */
  private static final AtomicReference<String> PLACE = new AtomicReference<>("");

  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path data;

  @BeforeEach
  void hear() {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
  }

  @AfterEach
  void hearNoMore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    http.shutdownNow();
  }

  /** Fails as {@code ByteBuffer.allocateDirect} does: the JVM does not see that error. */
  public static final class Direct implements Plugin {
    static void at(String place) {
      if (PLACE.getAndUpdate(next -> next.equals(place) ? "" : next).equals(place)) {
        throw new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory");
      }
    }

    @Override
    public String name() {
      return "direct";
    }

    @Override
    public void start(PluginContext context) {
      at("start");
      context.own(() -> at("close"));
      context.health(
          "check",
          () -> {
            at("check");
            return Health.up().build();
          });
      context.worker(
          "work",
          Duration.ofMinutes(5),
          () -> {
            at("work");
            new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
          });
      context.http(
          "/direct",
          Role.ANYONE,
          rules ->
              rules.get(
                  "/",
                  (request, response) -> {
                    at("request");
                    response.send("fine");
                  }));
      context.webSocket(
          "/direct/socket",
          new WebSocketOptions(Role.ANYONE, List.of(), false, new Size(1024), 100),
          session -> new Listener());
    }

    @Override
    public void stop() {
      at("stop");
    }
  }

  private static final class Listener implements WebSocketListener {
    @Override
    public void text(ByteBuffer utf8) {
      Direct.at("message");
    }

    @Override
    public void closed(int code, String reason) {
      Direct.at("goodbye");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"start", "check", "work", "request", "message", "goodbye", "close", "stop"})
  void itIsNotTakenForAFailureOfThePlugin(String place) throws Exception {
    try (TestKernel kernel = new TestKernel(data, TestKernel.FAST, Set.of())) {
      URI url = kernel.web.open();
      PLACE.set(place.equals("start") ? place : "");
      kernel.start(Direct.class);
      patiently().until(() -> kernel.supervisor.state("direct") instanceof PluginState.Running);
      PLACE.set(place.equals("start") ? "" : place);
      switch (place) {
        case "request" ->
            http.send(
                HttpRequest.newBuilder(url.resolve("/direct")).build(),
                HttpResponse.BodyHandlers.discarding());
        case "message", "goodbye" -> talk(url);
        case "close", "stop" -> kernel.supervisor.stop(LIMIT);
        default -> {}
      }
      patiently()
          .untilAsserted(() ->
              assertThat(uncaught).hasOnlyElementsOfType(OutOfMemoryError.class).isNotEmpty());
    }
  }

  /** Otherwise what waits would take the place of the handler that is asked here. */
  private static ConditionFactory patiently() {
    return await().dontCatchUncaughtExceptions().atMost(LIMIT);
  }

  private void talk(URI url) {
    URI place = URI.create("ws://" + url.getAuthority() + "/direct/socket");
    WebSocket socket =
        http.newWebSocketBuilder().buildAsync(place, new WebSocket.Listener() {}).join();
    socket.sendText("hello", true).join();
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }
}

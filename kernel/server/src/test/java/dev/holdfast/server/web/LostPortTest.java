package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Role;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener that was given up, as Helidon does at an accept that fails. */
class LostPortTest {
  private static final String LISTENER = "server-@default-listener";

  private final Set<Thread> older = new HashSet<>(Thread.getAllStackTraces().keySet());
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> news = new ConcurrentLinkedQueue<>();
  private final WebPort port =
      new WebPort(
          ReferenceWebConfig.with(Map.of("web.reopen-limit", "10 m")),
          new Tokens(List.of(), true),
          new Audit(1, System::nanoTime),
          InstantSource.system());
  private final PortWatch watch = port.watch(new Heard());

  private final class Heard implements PortWatch.News {
    @Override
    public void gone(Problem problem) {
      news.add("gone " + problem.code());
    }

    @Override
    public void back(Duration after, int reopened) {
      news.add("back " + reopened);
    }

    @Override
    public void lost(Problem problem) {
      news.add("lost");
    }
  }

  @AfterEach
  void close() {
    port.close();
    client.close();
  }

  private String get(URI url) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /**
   * An interrupt is thrown by the same loop that an accept fails in, and ends it in the same way.
   */
  private void lose(URI url) {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(LISTENER) && older.add(thread)) {
        thread.interrupt();
      }
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> isRefused(url));
  }

  /** The listener notices an interrupt only when it comes to the next client. */
  private static boolean isRefused(URI url) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void aLookAtAPortThatListensIsNoConnection() {
    watch.look();
    port.open();
    watch.look();

    assertThat(watch.isGone()).isFalse();
    assertThat(news).isEmpty();
  }

  @Test
  void aLostPortIsOpenedAgainAtTheSamePlaceWithItsRoutes() throws Exception {
    port.http(
        "/a", Role.ANYONE, rules -> rules.get("/", (request, response) -> response.send("a")));
    URI url = port.open();
    assertThat(get(url.resolve("/a"))).isEqualTo("a");
    for (int times = 1; times <= 2; times++) {
      lose(url);
      news.clear();
      watch.look();

      assertThat(news).containsExactly("gone HF-WEB-011", "back " + times);
      assertThat(port.url()).contains(url);
      assertThat(get(url.resolve("/a"))).isEqualTo("a");
    }
  }

  @Test
  void aPortThatWasClosedStaysClosed() {
    URI url = port.open();
    port.close();
    watch.look();

    assertThat(news).isEmpty();
    await().atMost(Duration.ofSeconds(60)).until(() -> isRefused(url));
  }
}

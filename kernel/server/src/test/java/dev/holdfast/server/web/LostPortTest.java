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

/** A listener whose thread is interrupted, as any plugin can do it to any thread. */
class LostPortTest {
  private static final String LISTENER = "holdfast-web-listener";

  private final Set<Thread> older = new HashSet<>(Thread.getAllStackTraces().keySet());
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
    public void back(Duration after, int times) {
      news.add("back " + times);
    }

    @Override
    public void lost(Problem problem) {
      news.add("lost");
    }
  }

  @AfterEach
  void close() {
    port.close();
  }

  private void interrupt() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(LISTENER) && !older.contains(thread)) {
        thread.interrupt();
      }
    }
  }

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
  void anInterruptedListenerGoesOn() throws Exception {
    port.http(
        "/a", Role.ANYONE, rules -> rules.get("/", (request, response) -> response.send("a")));
    URI url = port.open();
    for (int i = 0; i < 100; i++) {
      interrupt();
      try (HttpClient another = HttpClient.newHttpClient()) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/a")).build();
        assertThat(another.send(request, HttpResponse.BodyHandlers.ofString()).body())
            .isEqualTo("a\n");
      }
    }
    assertThat(port.url()).contains(url);
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

package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.WebSocketListener;
import dev.holdfast.spi.WebSocketOptions;
import dev.holdfast.spi.WebSocketSession;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** WebSocket clients while new ones are refused, as for want of memory. */
class RefusedClientsTest {
  private static final Problem SHORT_OF_MEMORY =
      new Problem("HF-TST-002", 503, "Memory is short", "", "Try again later");

  private final HttpClient http = HttpClient.newHttpClient();
  private final WebPort port =
      new WebPort(
          ReferenceWebConfig.with(Map.of()),
          new Tokens(List.of(), true),
          new Audit(1, System::nanoTime),
          InstantSource.system());

  @AfterEach
  void close() {
    http.shutdownNow();
    port.close();
  }

  private record Echo(WebSocketSession session) implements WebSocketListener {
    @Override
    public void text(ByteBuffer utf8) {
      byte[] copy = new byte[utf8.remaining()];
      utf8.get(copy);
      session.offer(copy);
    }

    @Override
    public void closed(int code, String reason) {
      // Nobody asks.
    }
  }

  /** Keeps what comes. */
  private static final class Client implements WebSocket.Listener {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      heard.add(text.toString());
      return WebSocket.Listener.super.onText(socket, text, last);
    }
  }

  private WebSocket connect(URI url, Client client) {
    URI place = URI.create("ws://" + url.getAuthority() + "/echo");
    return http.newWebSocketBuilder().buildAsync(place, client).join();
  }

  @Test
  void newSessionsAreRefusedAndOpenOnesGoOn() throws Exception {
    port.webSocket(
        "/echo",
        new WebSocketOptions(Role.ANYONE, List.of(), false, new Size(1024), 100),
        Echo::new);
    URI url = port.open();
    Client early = new Client();
    WebSocket session = connect(url, early);
    port.refuseClients(SHORT_OF_MEMORY);

    assertThatThrownBy(() -> connect(url, new Client()))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> {
              assertThat(refused.getResponse().statusCode()).isEqualTo(503);
              assertThat(refused.getResponse().headers().firstValue("retry-after")).hasValue("5");
            });
    session.sendText("still here", true).join();
    assertThat(early.heard.poll(60, TimeUnit.SECONDS)).isEqualTo("still here");

    port.admitClients();
    Client late = new Client();
    connect(url, late).sendText("in again", true).join();
    assertThat(late.heard.poll(60, TimeUnit.SECONDS)).isEqualTo("in again");
  }
}

package dev.holdfast.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The JDK's own client against this server. */
class InteropTest {
  private static final int PATIENCE = 20;

  @Test
  void talksToTheClientOfTheJdk() throws Exception {
    try (TestServer server = new TestServer(new ConfigDraft());
        HttpClient http = HttpClient.newHttpClient()) {
      server.webSockets.register("/echo", TestServer.options(8 << 20, "v1"), new Echo()::open);
      Client client = new Client();
      WebSocket socket =
          http.newWebSocketBuilder()
              .subprotocols("v1")
              .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/echo"), client)
              .get(PATIENCE, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo("v1");
      String half = "a\uD83D\uDE80é€".repeat(60_000);
      socket.sendText(half, false).get(PATIENCE, TimeUnit.SECONDS);
      socket.sendText(half, true).get(PATIENCE, TimeUnit.SECONDS);
      assertThat(client.text.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(half + half);
      socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).get(PATIENCE, TimeUnit.SECONDS);
      assertThat(client.pong.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(3);
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(PATIENCE, TimeUnit.SECONDS);
      assertThat(client.closed.get(PATIENCE, TimeUnit.SECONDS)).isEqualTo(1000);
    }
  }

  private static final class Client implements WebSocket.Listener {
    private final StringBuilder gathered = new StringBuilder();
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final CompletableFuture<Integer> pong = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      gathered.append(data);
      if (last) {
        text.complete(gathered.toString());
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      pong.complete(message.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }
}

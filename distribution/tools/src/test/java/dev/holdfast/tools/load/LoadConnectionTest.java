package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadConnectionTest {
  @Test
  void theAnswerToTheKeyIsTheOneOfTheStandard() {
    assertThat(ClientHandshake.accept("dGhlIHNhbXBsZSBub25jZQ=="))
        .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @Test
  void asksForTheSubProtocolAndTheWholePath() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          assertThat(peer.request)
              .containsEntry("", "GET /ingest?x=1 HTTP/1.1")
              .containsEntry("sec-websocket-protocol", "holdfast.v1")
              .containsEntry("sec-websocket-version", "13");
          peer.accept();
        })) {
      server.connect().close();
      server.awaitPlayed();
    }
  }

  @Test
  void framesThatWereJoinedArriveEachForItself() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(peer -> {
              peer.accept();
              for (int i = 0; i < 3; i++) {
                assertThat(peer.read())
                    .startsWith("1:{")
                    .contains("\"id\":\"" + EventFrames.id(i) + "\"");
              }
              peer.text("{\"ack\":{\"upTo\":3}}");
            });
        LoadConnection connection = server.connect()) {
      EventFrames frames = new EventFrames("s", 300, new Random(1));
      byte[] bytes = new byte[3 * frames.frameSize()];
      int length = 0;
      for (int i = 0; i < 3; i++) {
        length = frames.write(i, bytes, length);
      }
      connection.write(bytes, 0, length);

      assertThat(connection.read()).isEqualTo(new Answer.Acknowledged(3));
      server.awaitPlayed();
    }
  }

  @Test
  void readsAnswersThatComeJoinedFragmentedAndBetweenPings() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(peer -> {
              peer.accept();
              peer.text("{\"ack\":{\"upTo\":1}}");
              peer.text("{\"hello\":1}");
              peer.frame(0x89, "are you there".getBytes(UTF_8));
              peer.frame(0x01, "{\"ack\":{\"up".getBytes(UTF_8));
              peer.frame(0x89, new byte[0]);
              peer.frame(0x80, "To\":22}}".getBytes(UTF_8));
              peer.text("{\"nack\":{\"event\":23,\"code\":\"HF-X-001\",\"reason\":\"no\"}}");
              assertThat(peer.read()).isEqualTo("10:are you there");
              assertThat(peer.read()).isEqualTo("10:");
            });
        LoadConnection connection = server.connect()) {
      assertThat(connection.read()).isEqualTo(new Answer.Acknowledged(1));
      assertThat(connection.read()).isEqualTo(new Answer.Acknowledged(22));
      assertThat(connection.read()).isEqualTo(new Answer.Refused(23, "HF-X-001", "no", 0));
      server.awaitPlayed();
    }
  }

  @Test
  void aCloseIsAnsweredAndTold() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(peer -> {
              peer.accept();
              peer.frame(0x88, "\u0003\u00f5full".getBytes(ISO_8859_1));
              assertThat(peer.read()).startsWith("8:");
            });
        LoadConnection connection = server.connect()) {
      assertThat(connection.read()).isEqualTo(new Answer.Closed(1013, "full"));
      server.awaitPlayed();
    }
  }

  @Test
  void anEndWithoutCloseIsTold() throws IOException {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::accept);
        LoadConnection connection = server.connect()) {
      assertThat(connection.read())
          .isInstanceOfSatisfying(
              Answer.Closed.class,
              closed -> assertThat(closed.code()).isEqualTo(Answer.Closed.BROKEN));
    }
  }

  @Test
  void aRefusalNamesStatusAndTimeToComeBack() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> peer.raw("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\n\r\n"))) {
      assertThatThrownBy(server::connect)
          .isInstanceOfSatisfying(
              HandshakeRefused.class, refused -> assertThat(refused.status()).isEqualTo(503))
          .hasMessageContaining("503 Service Unavailable")
          .hasMessageContaining("after 7 s");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Protocol: holdfast.v1\r\n\r\n",
        "HTTP/1.1 101 Switching",
      })
  void whatIsNoWebSocketOfOursIsRefused(String head) throws IOException {
    try (ScriptedServer server = new ScriptedServer(peer -> peer.raw(head))) {
      assertThatThrownBy(server::connect).isInstanceOf(HandshakeRefused.class);
    }
  }

  @Test
  void aPacedSessionKeepsToItsWindow() throws IOException {
    AtomicInteger read = new AtomicInteger();
    AtomicInteger firstAnswers = new AtomicInteger();
    AtomicBoolean goOn = new AtomicBoolean(true);
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.accept();
          for (int i = 1; i <= 30; i++) {
            peer.read();
            read.set(i);
            if (i % 10 == 0) {
              peer.text("{\"ack\":{\"upTo\":" + i + "}}");
            }
          }
        })) {
      PacedSession session =
          new PacedSession(
              server.connect(),
              new EventFrames("s", 300, new Random(1)),
              100,
              1e6,
              10,
              firstAnswers::incrementAndGet);
      session.run(() -> goOn.get() && read.get() < 30);

      assertThat(session.acknowledged()).isEqualTo(30);
      assertThat(session.sent()).isBetween(30L, 40L);
      assertThat(session.latencies().count()).isEqualTo(30);
      assertThat(firstAnswers).hasValue(1);
    }
  }

  @Test
  void aRefusedEventEndsThePacedSession() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.accept();
          peer.read();
          peer.text("{\"ack\":{\"upTo\":1}}");
          peer.text(
              "{\"nack\":{\"event\":2,\"code\":\"HF-JNL-001\",\"reason\":\"full\","
                  + "\"retryAfterMs\":40}}");
          String last = peer.read();
          while (!last.startsWith("8:")) {
            last = peer.read();
          }
        })) {
      PacedSession session =
          new PacedSession(
              server.connect(), new EventFrames("s", 300, new Random(1)), 0, 1000, 64, () -> {});
      session.run(() -> true);

      assertThat(session.ended()).contains("HF-JNL-001");
      assertThat(session.retryAfterMillis()).isEqualTo(40);
      assertThat(session.acknowledged()).isEqualTo(1);
      server.awaitPlayed();
    }
  }

  @Test
  void anAcknowledgementOfWhatWasNeverSentIsNotBelieved() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(peer -> {
          peer.accept();
          peer.text("{\"ack\":{\"upTo\":1000000}}");
          peer.read();
        })) {
      PacedSession session =
          new PacedSession(
              server.connect(), new EventFrames("s", 300, new Random(1)), 0, 10, 64, () -> {});
      session.run(() -> true);
      assertThat(session.acknowledged()).isZero();
      assertThat(session.ended()).contains("1000000");
    }
  }
}

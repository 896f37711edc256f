package dev.holdfast.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.server.websocket.ConformanceCases.Case;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * RFC 6455 as a table of bytes sent and frames expected, after the numbers of the Autobahn suite.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceTest {
  private static final int LARGEST = 16 << 20;
  private TestServer server;

  @BeforeAll
  void start() {
    ConfigDraft config = new ConfigDraft();
    config.maxFragments = 100_000;
    server = new TestServer(config);
    server.webSockets.register("/echo", TestServer.options(LARGEST), new Echo()::open);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> speaksTheProtocol() {
    return ConformanceCases.all().stream().map(each -> dynamicTest(each.name(), () -> check(each)));
  }

  private void check(Case each) throws IOException {
    try (RawClient client = RawClient.open(server.port(), "/echo")) {
      send(client, each);
      List<String> got = new ArrayList<>();
      RawClient.Received last = null;
      while (got.size() < each.expected().size()) {
        last = client.read();
        got.add(String.valueOf(last));
        if (last == null) {
          break;
        }
      }
      assertThat(got).isEqualTo(each.expected());
      if (last == null || !last.isClose()) {
        client.send(RawClient.close(1000));
        assertThat(String.valueOf(client.read())).isEqualTo("close 1000");
      }
      client.finishSending();
      assertThat(client.read()).as("nothing after the close frame").isNull();
    }
  }

  private static void send(RawClient client, Case each) throws IOException {
    try {
      client.sendChopped(each.bytes(), each.chop());
    } catch (SocketException refusedEarly) {
      // The server may close while the rest is still on its way.
    }
  }
}

package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloodTest {
  @Test
  void countsWhatTheSinkAcknowledges() throws IOException {
    try (NullSink sink = new NullSink()) {
      Flood flood = new Flood(sink.uri(), 300, Duration.ofMillis(20), Duration.ofMillis(50));

      Flood.Outcome one = flood.run("test", 1, 1);
      Flood.Outcome many = flood.run("test", 3, 1024);

      assertThat(one.acknowledged()).isPositive();
      assertThat(one.latencies().count()).isEqualTo((int) one.acknowledged());
      assertThat(many.acknowledged()).isGreaterThan(1024);
      assertThat(many.perSecond()).isPositive();
    }
  }

  @Test
  void aPingBehindAnAcknowledgementKeepsNobodyWaiting() throws IOException {
    try (ScriptedServer server =
            new ScriptedServer(peer -> {
              peer.accept();
              assertThat(peer.read()).startsWith("1:{");
              String ack = "{\"ack\":{\"upTo\":1}}";
              peer.raw("\u0081" + (char) ack.length() + ack + "\u0089\u0000");
              assertThat(peer.read()).isEqualTo("10:");
              assertThat(peer.read()).startsWith("1:{");
              peer.frame(0x88, "\u0003\u00f5end".getBytes(ISO_8859_1));
            });
        LoadConnection connection = server.connect()) {
      EventFrames frames = new EventFrames("s", 300, new Random(1));
      FloodProducer producer = new FloodProducer(connection, frames, 1);

      producer.run();

      server.awaitPlayed();
      assertThat(producer.acknowledged()).isEqualTo(1);
      assertThat(producer.trouble()).isEqualTo("closed with 1013 end");
    }
  }
}

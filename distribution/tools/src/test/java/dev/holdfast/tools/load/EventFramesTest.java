package dev.holdfast.tools.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFramesTest {
  private static String payload(byte[] frame) {
    int length = frame[1] & 0x7F;
    int at = length < 126 ? 2 : length == 126 ? 4 : 10;
    byte[] text = new byte[frame.length - at - 4];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (frame[at + 4 + i] ^ frame[at + i % 4]);
    }
    return new String(text, UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 300, 301, 302, 303, 70_000})
  void theMaskedFrameHoldsTheEventWithItsOwnId(int size) {
    EventFrames frames = new EventFrames("lab/7", size, new Random(4));
    byte[] bytes = new byte[frames.frameSize() + 5];

    int end = frames.write(9_876_543_210L, bytes, 5);

    assertThat(end).isEqualTo(bytes.length);
    byte[] frame = Arrays.copyOfRange(bytes, 5, end);
    String event = payload(frame);
    assertThat(event)
        .startsWith("{\"specversion\":\"1.0\",\"id\":\"009876543210\",\"source\":\"lab/7\"")
        .endsWith("\"}}");
    if (size >= 300) {
      assertThat(event).hasSize(size);
    }
    assertThat(frame[0] & 0xFF).isEqualTo(0x81);
    assertThat(frame[1] & 0x80).isEqualTo(0x80);
  }

  @Test
  void eachEventIsWrittenBehindTheOneBefore() {
    EventFrames frames = new EventFrames("s", 300, new Random(4));
    byte[] bytes = new byte[2 * frames.frameSize()];
    int next = frames.write(1, bytes, 0);
    frames.write(2, bytes, next);

    byte[] second = Arrays.copyOfRange(bytes, next, bytes.length);
    assertThat(payload(second)).contains("\"id\":\"000000000002\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
  void everyLengthIsEncodedAsItMust(int length) {
    byte[] text = "y".repeat(length).getBytes(UTF_8);
    byte[] frame = EventFrames.frame(0x81, text, length, new byte[] {1, 2, 3, 4});
    assertThat(payload(frame)).hasSize(length).matches("y*");
    assertThat(frame).hasSize(length + (length < 126 ? 6 : length < 65_536 ? 8 : 14));
  }
}

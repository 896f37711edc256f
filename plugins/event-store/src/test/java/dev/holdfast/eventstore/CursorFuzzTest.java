package dev.holdfast.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.holdfast.spi.ProblemException;

/** Whatever a client sends as a cursor, it is one, or a plain refusal. */
final class CursorFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void aCursorIsReadOrRefused(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    for (Order order : Order.values()) {
      try {
        Cursor cursor = Cursor.parse(order, text);
        assertThat(cursor.sequence()).isNotNegative();
        assertThat(Cursor.parse(order, cursor.toString())).isEqualTo(cursor);
      } catch (ProblemException e) {
        assertThat(e.problem().status()).isEqualTo(400);
      }
    }
  }
}

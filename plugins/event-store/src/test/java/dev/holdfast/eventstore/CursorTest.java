package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void isReadAsItWasWritten() {
    for (long sequence : new long[] {0, 1, 35, 36, 1L << 53, Long.MAX_VALUE}) {
      for (Order order : Order.values()) {
        Cursor cursor = new Cursor(order, sequence);
        assertThat(Cursor.parse(order, cursor.toString())).isEqualTo(cursor);
      }
    }
    assertThat(Cursor.parse(Order.OLDEST, "h0")).isEqualTo(Order.OLDEST.start());
  }

  @Test
  void oneOfTheOtherOrderIsRefusedAndSaysWhoseItIs() {
    assertThatThrownBy(() -> Cursor.parse(Order.NEWEST, "h5"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("a cursor of order=oldest");
    assertThatThrownBy(() -> Cursor.parse(Order.OLDEST, "n5"))
        .hasMessageContaining("a cursor of order=newest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h", "5", "h-1", "h!", "x5", "hzzzzzzzzzzzzzzzzz", "n", "n-1"})
  void nothingElseIs(String text) {
    assertThatThrownBy(() -> Cursor.parse(Order.OLDEST, text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-STORE-002");
  }
}

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
      Cursor cursor = new Cursor(sequence);
      assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
    }
    assertThat(Cursor.parse("h0")).isEqualTo(Cursor.START);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h", "5", "h-1", "h!", "x5", "hzzzzzzzzzzzzzzzzz"})
  void nothingElseIs(String text) {
    assertThatThrownBy(() -> Cursor.parse(text))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("HF-STORE-002");
  }
}

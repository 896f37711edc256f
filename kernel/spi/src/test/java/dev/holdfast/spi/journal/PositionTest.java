package dev.holdfast.spi.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PositionTest {
  @Test
  void isReadBackFromItsText() {
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Position position = new Position(random.nextLong(), random.nextLong() >> random.nextInt(64));
      assertThat(Position.parse(position.toString())).isEqualTo(position);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "1-",
        "-1",
        "1",
        "x-1",
        "1-x",
        "1-2-3",
        "1--2",
        "11111111111111111-1",
        " 1-2"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> Position.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a position");
  }

  @Test
  void isOrderedByEpochThenOffset() {
    assertThat(new Position(1, 9)).isLessThan(new Position(2, 0)).isGreaterThan(new Position(1, 8));
  }
}

package dev.holdfast.spi.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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
        " 1-2",
        "+1-2",
        "00000000000000001-2"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> Position.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a position");
  }

  @Test
  void theFormWithoutLeadingZerosIsReadToo() {
    assertThat(Position.parse("ab-1f")).isEqualTo(new Position(0xab, 0x1f));
    assertThat(new Position(0xab, 0x1f)).hasToString("00000000000000ab-000000000000001f");
  }

  @Test
  void theOrderOfTheTextsIsTheOrderOfThePositions() {
    Random random = new Random(2);
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long epoch = random.nextInt(4) - 2L;
      positions.add(new Position(epoch, random.nextLong() >>> (1 + random.nextInt(63))));
    }
    assertThat(positions.stream().sorted().map(Position::toString).toList())
        .isEqualTo(positions.stream().map(Position::toString).sorted().toList())
        .allMatch(text -> text.length() == 33);
  }

  @Test
  void isOrderedByEpochThenOffset() {
    assertThat(new Position(1, 9)).isLessThan(new Position(2, 0)).isGreaterThan(new Position(1, 8));
  }
}

package dev.holdfast.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PluginNameTest {
  @Test
  void hasLettersDigitsAndHyphensAndAtMostFortyOfThem() {
    assertThat(List.of("a", "wind-gauge", "a1-", "a".repeat(40)))
        .allMatch(PluginName::isWellFormed);
    assertThat(List.of("", "1a", "-a", "A", "a_b", "ä", "a\n", "a".repeat(41)))
        .noneMatch(PluginName::isWellFormed);
  }

  @Test
  void isNotOneOfTheKernels() {
    assertThat(List.of("kernel", "web", "safe-mode")).allMatch(PluginName::isReserved);
    assertThat(PluginName.isReserved("weather")).isFalse();
  }
}

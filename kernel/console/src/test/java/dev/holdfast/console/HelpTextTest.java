package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HelpTextTest {
  @Test
  void wordsBehindAGapGoOnBelowTheirBeginning() {
    assertThat(HelpText.fitted("  holdfast a     one two three four five six", 40))
        .containsExactly("  holdfast a     one two three four five", "                 six");
    assertThat(HelpText.fitted("  holdfast alpha --beta gamma --delta epsilon", 30))
        .containsExactly("  holdfast alpha --beta gamma", "      --delta epsilon");
    assertThat(HelpText.fitted("  short", 30)).containsExactly("  short");
    assertThat(HelpText.fitted("  " + "x".repeat(50), 30)).containsExactly("  " + "x".repeat(50));
  }
}

package dev.holdfast.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScreenTest {
  private final StringWriter out = new StringWriter();

  @Test
  void aScreenShowsTheNewestInPlaceOfTheLast() {
    Screen screen =
        new Screen(new Terminal(new PrintWriter(out), new PrintWriter(new StringWriter())), true);
    screen.show(List.of("a", "b"), "line");
    screen.show(List.of("c"), "line");
    assertThat(out.toString())
        .isEqualToNormalizingNewlines("\u001b[H\u001b[Ja\nb\n\u001b[H\u001b[Jc\n");
  }
}

package dev.holdfast.tools.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.tools.load.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerifyResultTest {
  @Test
  void theResultSaysWhatBroke() {
    Comparison broken =
        new Comparison(150, 130, 149, 1, 0, 0, 0, List.of("source run/0 lacks 000000000149"));
    VerifyResult result = new VerifyResult(3, broken, 0, List.of(1.5, 0.5, 1.0));
    assertThat(result.text()).contains("The promise is broken.").contains("lacks 000000000149");
    assertThat(result.json()).contains("\"missing\":1").contains("\"holds\":false");
    assertThat(result.medianRestart()).isEqualTo(1.0);
    assertThat(result.maxRestart()).isEqualTo(1.5);
  }
}

package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProblemTest {
  private static final Problem PROBLEM =
      new Problem("HF-DB-003", 503, "The database is away", "", "Start it.");

  @Test
  void isOneSentence() {
    assertThat(PROBLEM.sentence()).isEqualTo("HF-DB-003 The database is away. Start it.");
    assertThat(PROBLEM.reason()).isEqualTo(PROBLEM.what());
    assertThat(PROBLEM.because("refused").reason()).isEqualTo(PROBLEM.what() + ": refused");
    assertThat(PROBLEM.because("refused").sentence())
        .isEqualTo("HF-DB-003 The database is away: refused. Start it.");
    assertThat(PROBLEM.because("It ended.").sentence())
        .isEqualTo("HF-DB-003 The database is away: It ended. Start it.");
    assertThat(new Problem("HF-X-001", 400, "Bad", "", "").sentence()).isEqualTo("HF-X-001 Bad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HF-DB-3", "HF-db-003", "DB-003", "HF-DB-0033", "HF-TOOLONGNAME-001"})
  void codesHaveOneForm(String code) {
    assertThatThrownBy(() -> new Problem(code, 500, "x", "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200, 399, 600})
  void theStatusIsAnErrors(int status) {
    assertThatThrownBy(() -> new Problem("HF-X-001", status, "x", "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anExceptionCarriesItWithTheTimeToTryAgain() {
    ProblemException exception = new ProblemException(PROBLEM, Duration.ofSeconds(2), null);

    assertThat(exception).hasMessage(PROBLEM.sentence());
    assertThat(exception.problem()).isEqualTo(PROBLEM);
    assertThat(exception.retryAfter()).contains(Duration.ofSeconds(2));
    assertThat(new ProblemException(PROBLEM).retryAfter()).isEmpty();
  }
}

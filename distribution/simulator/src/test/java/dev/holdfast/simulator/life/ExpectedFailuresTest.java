package dev.holdfast.simulator.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.DatabaseUnavailable;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import io.helidon.dbclient.DbClientException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExpectedFailuresTest {
  private static final Problem PROBLEM = new Problem("HF-TEST-001", 503, "It failed", "", "");

  static Stream<Throwable> expected() {
    return Stream.of(
        new ProblemException(PROBLEM, new IOException("simulated")),
        new DatabaseUnavailable(PROBLEM, Duration.ofSeconds(1), null),
        new DbClientException("not stored", new SQLException("simulated")));
  }

  static Stream<Throwable> bugs() {
    return Stream.of(
        new NullPointerException(),
        new IllegalStateException("the reader is closed"),
        new DbClientException("not stored", new IllegalStateException("two connections")),
        new ProblemException(PROBLEM, new IndexOutOfBoundsException(1)));
  }

  @ParameterizedTest
  @MethodSource("expected")
  void aFailureOfTheDiskOrTheDatabaseIsExpected(Throwable failure) {
    assertThat(ExpectedFailures.isOne(failure)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void anyOtherIsABugAlsoAsACause(Throwable failure) {
    assertThat(ExpectedFailures.isOne(failure)).isFalse();
  }
}

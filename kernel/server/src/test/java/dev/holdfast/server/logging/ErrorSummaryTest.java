package dev.holdfast.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class ErrorSummaryTest {
  private final LoggerContext context = new LoggerContext();
  private final ErrorSummary book = ErrorSummary.open(context);
  private final Logger logger = context.getLogger("dev.holdfast.test");

  @Test
  void theSameErrorStandsOnceWithItsCountAndTheNewestExample() {
    logger.warn("batch 17 of \"/a\" took 1.5 s");
    logger.warn("batch 18 of \"/b\" took 22 s");
    logger.error("HF-DB-002 The database is away: refused");
    logger.error("HF-DB-002 The database is away: reset by peer");
    logger.info("batch 19 is done");
    assertThat(book.kinds())
        .extracting(LoggedError::code, LoggedError::count, LoggedError::example)
        .containsExactlyInAnyOrder(
            tuple("", 2L, "batch 18 of \"/b\" took 22 s"),
            tuple("HF-DB-002", 2L, "HF-DB-002 The database is away: reset by peer"));
  }

  @Test
  void oneCodeThatIsToldOfTwoThingsIsTwoErrors() {
    logger.warn("HF-JOB-001 The last run of a/one failed: no room");
    logger.warn("HF-JOB-001 The last run of b/two failed: refused");
    logger.warn("HF-JOB-001 The last run of a/one failed: no memory");
    assertThat(book.kinds())
        .extracting(LoggedError::count, LoggedError::example)
        .containsExactlyInAnyOrder(
            tuple(2L, "HF-JOB-001 The last run of a/one failed: no memory"),
            tuple(1L, "HF-JOB-001 The last run of b/two failed: refused"));
  }

  @Test
  void anotherExceptionIsAnotherErrorAndItsStackIsShown() {
    logger.error("request failed", new IllegalStateException("one"));
    logger.error("request failed", new IllegalArgumentException("two"));
    assertThat(book.kinds()).hasSize(2);
    assertThat(book.kinds().getLast().example())
        .contains("IllegalStateException: one", "ErrorSummaryTest.anotherException");
  }

  @Test
  void staysWhenTheConfigurationIsReadAgain() {
    context.reset();
    logger.warn("still heard");
    assertThat(book.kinds()).extracting(LoggedError::example).containsExactly("still heard");
  }

  @Test
  void keepsSoManyKindsAndCountsWhatWent() {
    for (int i = 0; i < ErrorSummary.MOST + 5; i++) {
      logger.warn("kind " + "x".repeat(i % 190) + (i / 190 == 0 ? "a" : "b"));
    }
    assertThat(book.kinds()).hasSize(ErrorSummary.MOST);
    assertThat(book.missed()).isEqualTo(5);
    book.clear();
    assertThat(book.kinds()).isEmpty();
  }
}

package dev.holdfast.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.logging.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AuditTest {
  private static final Audit.Call CALL =
      new Audit.Call("anonymous", "10.0.0.7", "POST", "/admin/x");

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> lines = new ArrayList<>();
  private final Audit audit = new Audit(2, nanos::get, lines::add);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void aFinishedRequestIsOneLine() {
    Audit.Operation operation = audit.begin(CALL);
    assertThat(lines).isEmpty();
    pass(Duration.ofMillis(37));
    operation.ended(200);
    assertThat(lines)
        .containsExactly(
            "done who=\"anonymous\" from=\"10.0.0.7\" method=\"POST\" path=\"/admin/x\""
                + " status=200 millis=37");
  }

  @Test
  void refusalsBeyondTheLimitAreOnlyCounted() {
    for (int i = 0; i < 1000; i++) {
      audit.refused(CALL, WebProblems.NOT_AN_ADMIN);
    }
    assertThat(lines).hasSize(2).allMatch(line -> line.endsWith("status=401 code=HF-WEB-010"));

    pass(Duration.ofMinutes(1));
    audit.refused(CALL, WebProblems.NOT_AN_ADMIN);
    assertThat(lines).hasSize(4).element(2).isEqualTo("refused more=998");
  }

  @Test
  void theEndTellsWhatWasOnlyCounted() {
    for (int i = 0; i < 5; i++) {
      audit.refused(CALL, WebProblems.NOT_AN_ADMIN);
    }
    audit.close();
    audit.close();
    assertThat(lines).hasSize(3).last().isEqualTo("refused more=3");
  }

  @Test
  void whatWasDoneIsNeverLeftOut() {
    for (int i = 0; i < 1000; i++) {
      audit.begin(CALL).ended(200);
    }
    assertThat(lines).hasSize(1000);
  }

  @Test
  void nothingFromOutsideEndsALineOrAWord() {
    String evil = "/a\r\ndone who=\"root\"\u001b[2J\u2028\u202e\u0085\\";
    audit.begin(new Audit.Call("x", "y", "POST", evil)).ended(200);
    assertThat(lines.getFirst())
        .contains(
            "path=\"/a\\u000d\\u000adone who=\\\"root\\\"\\u001b[2J\\u2028\\u202e\\u0085\\\\\" ")
        .hasLineCount(1);
  }

  @Test
  void aLongPathIsCut() {
    audit.begin(new Audit.Call("x", "y", "POST", "/" + "a".repeat(100_000))).ended(200);
    assertThat(lines.getFirst()).hasSizeLessThan(500).contains("aaa...\" status=200");
  }

  @Test
  void aLogThatFailsHarmsNobody() {
    Audit broken =
        new Audit(
            1,
            nanos::get,
            line -> {
              throw new IllegalStateException("disk full");
            });
    broken.begin(CALL).ended(200);
    broken.refused(CALL, WebProblems.NOT_AN_ADMIN);
    broken.close();
  }

  @Test
  void theLoggerHasTheNameThatTheConfigurationOfLogsKnows() {
    try (LogLines log = LogLines.of("dev.holdfast.audit")) {
      new Audit(1, nanos::get).begin(new Audit.Call("x", "y", "POST", "/{0}{}")).ended(200);
      assertThat(log.all())
          .singleElement()
          .asString()
          .startsWith("INFO ")
          .contains("path=\"/{0}{}\" status=200");
    }
  }
}

package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import org.junit.jupiter.api.Test;

/** {@code holdfast jobs}, typed against a server on this machine. */
final class JobsCommandTest extends TypedAgainstAServer {
  private static final String RUN =
      """
      {"number":7,"cause":"hand","startedAt":"2026-03-01T10:00:00Z","seconds":1.25,\
      "outcome":"succeeded","report":"removed 3 of heapDumps","figures":{"heapDumps":3}}\
      """;
  private static final String WELL =
      """
      "name":"scheduler/clean-up","schedule":"every 1 h","state":"idle","paused":false,\
      "next":"2026-03-01T11:00:00Z","last":\
      """
          + RUN;
  private static final String ILL =
      """
      {"name":"odd/job","schedule":"@daily","state":"idle","paused":true,"code":"HF-JOB-001",\
      "reason":"The last run of odd/job failed: no room","hint":"Make room"}\
      """;

  private int onBase(String line) {
    return typeOnBase(("jobs " + line).split(" "));
  }

  @Test
  void theListHasALineAJobAndSaysWhatIsWrong() {
    server.replies(200, "{\"jobs\":[{" + WELL + "}," + ILL + "]}");
    assertThat(onBase("ls")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            scheduler/clean-up           idle      every 1 h        next 2026-03-01T11:00:00Z, \
            last succeeded 2026-03-01T10:00:00Z
              removed 3 of heapDumps
            odd/job                      paused    @daily           no next run, has not run yet
              HF-JOB-001 The last run of odd/job failed: no room. Make room
            """);
  }

  @Test
  void aJobThatIsPausedWhileItRunsIsShownAsBoth() {
    String running = ILL.replace("idle", "running");
    server.replies(200, "{\"jobs\":[" + running + "]}");
    assertThat(onBase("ls")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString()).contains("odd/job                      paused, running @daily ");
  }

  @Test
  void aRunIsWaitedForAndItsReportPrinted() {
    server
        .replies(200, "{\"number\":7," + WELL + "}")
        .replies(200, "{" + WELL + ",\"history\":[]}")
        .replies(200, "{" + WELL + ",\"history\":[" + RUN + "]}");
    assertThat(onBase("run scheduler/clean-up")).isZero();
    assertThat(out.toString()).contains("succeeded", "removed 3 of heapDumps (hand)");
    assertThat(server.asked().getFirst())
        .isEqualTo(new AdminServer.Asked("POST", "/admin/jobs/scheduler/clean-up/run", ""));
  }

  @Test
  void aRunThatTakesLongGoesOnWithoutTheCommand() {
    server
        .replies(200, "{\"number\":8," + WELL + "}")
        .replies(200, "{" + WELL + ",\"history\":[" + RUN + "]}");
    assertThat(onBase("run scheduler/clean-up --wait 1ms")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString())
        .contains(
            "the run continues; see its result later: holdfast jobs history scheduler/clean-up");
  }

  @Test
  void pauseAndResumeArePosted() {
    server.replies(200, ILL);
    assertThat(onBase("pause odd/job")).isZero();
    assertThat(onBase("resume odd/job")).isEqualTo(ExitCode.FAILURE);
    assertThat(server.asked())
        .extracting(AdminServer.Asked::path)
        .containsExactly("/admin/jobs/odd/job/pause", "/admin/jobs/odd/job/resume");
  }

  @Test
  void theHistoryHasALineARun() {
    server.replies(
        200, "{" + WELL + ",\"nextTimes\":[\"2026-03-01T11:00:00Z\"],\"history\":[" + RUN + "]}");
    assertThat(onBase("history scheduler/clean-up")).isZero();
    assertThat(out.toString())
        .contains("  next  2026-03-01T11:00:00Z", "1.3 s  removed 3 of heapDumps (hand)");
  }

  @Test
  void aNameThatCannotBeOneIsAMistakeOfUsage() {
    assertThat(onBase("run clean-up")).isEqualTo(ExitCode.USAGE);
    assertThat(server.asked()).isEmpty();
  }
}

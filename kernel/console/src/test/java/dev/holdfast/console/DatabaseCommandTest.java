package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code holdfast db}, typed against a server on this machine. */
final class DatabaseCommandTest extends TypedAgainstAServer {
  private static final String CONNECTED =
      """
      {"state":"connected","since":"2026-03-01T10:00:00Z","product":"PostgreSQL",\
      "location":"127.0.0.1:5432/events","version":"18.0","epoch":3,"latencyMs":0.41,\
      "pool":{"active":1,"idle":2,"waiting":0,"max":10,"peakActive":4,"peakWaiting":5},\
      "hosts":[{"host":"127.0.0.1:5432","state":"writable","reason":""},\
      {"host":"127.0.0.1:5433","state":"unreachable","reason":"refused"}],\
      "lastOutage":{"from":"2026-03-01T09:59:00Z","noticed":"2026-03-01T09:59:00.2Z",\
      "to":"2026-03-01T09:59:03.2Z","seconds":3.2,"cause":"HF-DB-002 refused"},\
      "statementLog":false}\
      """;
  private static final String DOWN =
      """
      {"state":"down","since":"2026-03-01T10:00:00Z","code":"HF-DB-002","reason":"refused",\
      "hint":"systemctl start postgresql","attempts":3,"nextTryInMs":180,"latencyMs":null}\
      """;

  private int onBase(String line) {
    return typeOnBase(("db " + line).split(" "));
  }

  @Test
  void statusIsATableWithOneFactALine() {
    server.replies(200, CONNECTED);

    assertThat(onBase("status")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            state        connected since 2026-03-01T10:00:00Z
            database     PostgreSQL 18.0 at 127.0.0.1:5432/events
            latency      0.41 ms
            pool         1 active, 2 idle, 0 waiting, of 10 (most so far: 4 active, 5 waiting)
            host         127.0.0.1:5432 writable
            host         127.0.0.1:5433 unreachable (refused)
            last outage  2026-03-01T09:59:00Z for 3.2 s (HF-DB-002 refused)
            statements   not logged
            """);
    assertThat(err.toString()).isEmpty();
    assertThat(server.asked()).containsExactly(new AdminServer.Asked("GET", "/admin/database", ""));
  }

  @Test
  void statusOfADatabaseThatIsDownSaysWhyAndWhatToDo() {
    server.replies(200, DOWN);

    assertThat(onBase("status")).isEqualTo(2);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            state        down since 2026-03-01T10:00:00Z
            problem      HF-DB-002 refused
            to do        systemctl start postgresql
            next try     in 180 ms, 3 failed
            """);
  }

  @ParameterizedTest
  @CsvSource({"connected,0", "suspect,1", "connecting,1", "recovering,1", "down,2", "strange,2"})
  void theStateIsTheExitCode(String state, int code) {
    server.replies(200, "{\"state\":\"" + state + "\"}");
    assertThat(onBase("status")).isEqualTo(code);
    assertThat(out.toString()).contains(state);
  }

  @Test
  void statusAsJsonIsTheServersOwn() {
    server.replies(200, CONNECTED);
    assertThat(onBase("status --json")).isZero();
    assertThat(out.toString()).isEqualToIgnoringNewLines(CONNECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "{\"state\":7}", "hello", ""})
  void anAnswerThatIsNoneIsDown(String body) {
    server.replies(200, body);
    assertThat(onBase("status")).isEqualTo(2);
    assertThat(err.toString()).contains("HF-CLI-006").hasLineCount(1);
  }

  @Test
  void whatTheServerSaysCannotSteerTheTerminal() {
    server.replies(200, "{\"state\":\"down\",\"reason\":\"a\\u001b[2J\\nb\\u009bc\"}");
    onBase("status");
    assertThat(out.toString()).contains("a [2J b c").doesNotContain("\u001b", "\u009b");
  }

  @Test
  void reconnectSaysWhatHappened() {
    server.replies(200, "{\"reconnected\":true,\"state\":\"connected\",\"epoch\":4,\"tookMs\":37}");

    assertThat(onBase("reconnect")).isZero();
    assertThat(out.toString())
        .isEqualToIgnoringNewLines("reconnected after 37 ms: connected, pool number 4");
    assertThat(server.asked())
        .containsExactly(new AdminServer.Asked("POST", "/admin/database/reconnect", ""));
  }

  @Test
  void reconnectThatDidNotWorkExitsWithOneAndTheServersReason() {
    server.replies(
        503,
        "{\"title\":\"The database is down\",\"detail\":\"refused\",\"code\":\"HF-DB-002\","
            + "\"remedy\":\"Start it\"}");

    assertThat(onBase("reconnect")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("holdfast: HF-DB-002 The database is down: refused. Start it");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void reconnectThatWasNotDoneExitsWithOne() {
    server.replies(200, "{\"reconnected\":false,\"state\":\"down\",\"epoch\":4,\"tookMs\":9}");
    assertThat(onBase("reconnect")).isEqualTo(1);
    assertThat(out.toString()).startsWith("not reconnected after 9 ms: down");
  }

  @Test
  void statementsAreSwitchedOnForATimeAndOff() {
    server.replies(200, "{}");
    assertThat(onBase("statements on --for 90s")).isZero();
    assertThat(onBase("statements ON")).isZero();
    assertThat(onBase("statements off")).isZero();
    assertThat(out.toString())
        .containsSubsequence("logged for 90s", "logged for 10m", "no longer logged");
    assertThat(server.asked())
        .extracting(AdminServer.Asked::body)
        .containsExactly(
            "{\"log\":true,\"forSeconds\":90}",
            "{\"log\":true,\"forSeconds\":600}",
            "{\"log\":false}");
    assertThat(server.asked())
        .allMatch(asked ->
            asked.method().equals("PUT") && asked.path().equals("/admin/database/statements"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "statements",
        "statements perhaps",
        "statements on --for 0s",
        "statements on --for 25h",
        "statements on --for soon",
        "monitor --every 1ms",
        "monitor --times 0",
        "status now"
      })
  void whatIsNotUnderstoodIsNotAsked(String line) {
    assertThat(onBase(line)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("holdfast: ").hasLineCount(1);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void monitorPrintsOneLineALookWhenNoScreenIsThere() {
    server.replies(200, CONNECTED).replies(200, DOWN).replies(200, CONNECTED);

    assertThat(onBase("monitor --every 50ms --times 3")).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line ->
                assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d.* connected; 0.41 ms; 1 active.*"),
            line ->
                assertThat(line).endsWith("down; HF-DB-002 refused; next try in 180 ms, 3 failed"),
            line -> assertThat(line).contains("connected"));
  }

  @Test
  void monitorOutlivesAServerThatStartsAgainWithAnotherToken() throws IOException {
    server.replies(200, CONNECTED);
    Thread monitor =
        Thread.ofPlatform().start(() -> onBase("monitor --every 50ms --times 1000000"));
    try {
      awaitLine("connected");
      Files.delete(base.resolve("data/run/server.properties"));
      awaitLine("HF-CLI-002");
      server.startsAgainOn(base);
      out.getBuffer().setLength(0);
      awaitLine("connected");
    } finally {
      monitor.interrupt();
    }
  }

  private void awaitLine(String text) {
    await().until(() -> out.toString().contains(text));
  }

  @Test
  void monitorEndsAtOnceWhenTheFirstLookFails() throws IOException {
    Files.writeString(base.resolve("data/run/admin.token"), "wrong");
    assertThat(onBase("monitor")).isEqualTo(2);
    assertThat(err.toString()).contains("HF-WEB-010").hasLineCount(1);
  }
}

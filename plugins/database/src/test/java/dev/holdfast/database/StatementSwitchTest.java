package dev.holdfast.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of statements is switchable at run time, over HTTP. */
class StatementSwitchTest {
  @TempDir Path directory;
  private final LogLines lines = new LogLines();
  private RunningDatabase running;

  @SuppressWarnings("NullAway.Init")
  StatementSwitchTest() {}

  @BeforeEach
  void start() {
    running = new RunningDatabase("", directory).connected();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    lines.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(running.harness.uri(path))
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> switchTo(String body) throws Exception {
    return send("PUT", "/admin/database/statements", body);
  }

  @Test
  void switchesTheLogOfARunningPlugin() throws Exception {
    running.ask("select 1");
    assertThat(lines.with("select: ok")).isEmpty();
    assertThat(send("GET", "/admin/database", "").body())
        .contains("\"statementLog\":false")
        .contains("\"peakActive\":1,\"peakWaiting\":0");

    assertThat(switchTo("{\"log\":true,\"forSeconds\":600}").body())
        .isEqualTo("{\"statementLog\":true}");
    running.ask("select 1");
    assertThat(lines.with("select: ok, 1 rows")).hasSize(1);
    assertThat(lines.with("on for 600 s")).hasSize(1);
    assertThat(send("GET", "/admin/database", "").body()).contains("\"statementLog\":true");

    assertThat(switchTo("{\"log\":false}").statusCode()).isEqualTo(200);
    running.ask("select 1");
    assertThat(lines.with("select: ok")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "nonsense",
        "{\"log\":1}",
        "{\"log\":true,\"forSeconds\":0}",
        "{\"log\":true,\"forSeconds\":86401}",
        "{\"log\":true,\"forSeconds\":99999999999999999999}",
        "{\"log\":true,\"other\":1}",
        "{\"log\":true",
      })
  void refusesWhatItDoesNotUnderstand(String body) throws Exception {
    HttpResponse<String> answer = switchTo(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"HF-DB-022\"");
    assertThat(lines.with("statement log")).isEmpty();
  }

  @Test
  void readsNoLongBody() throws Exception {
    assertThat(switchTo(" ".repeat(2000) + "{\"log\":true}").body()).contains("1024 bytes");
  }
}

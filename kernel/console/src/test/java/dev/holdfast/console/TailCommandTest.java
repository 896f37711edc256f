package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.console.terminal.ExitCode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code holdfast tail}, typed against a server on this machine. */
final class TailCommandTest extends TypedAgainstAServer {
  private static final String EVENTS =
      """
      {"specversion":"1.0","id":"2","source":"/hut","type":"wind",\
      "time":"2026-03-01T10:00:00.123456Z","data":{"speed":\n 9007199254740993.10}},\
      {"specversion":"1.0","id":"1","source":"/h\\u001but","type":"wind"}\
      """;

  private static String page(String events, String cursors) {
    return "{\"events\":[" + events + "]," + cursors + "}";
  }

  private static String event(String id) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/hut\",\"type\":\"wind\"}";
  }

  @Test
  void theNewestEventIsTheLastLine() {
    server.replies(200, page(EVENTS, "\"newer\":\"h2\",\"next\":\"n1\""));
    assertThat(typeOnBase("tail", "-n", "2", "--source", "/hut", "--type", "a b")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            -                         /h ut                 wind              1
            2026-03-01T10:00:00.123Z  /hut                  wind              2           \
            {"speed":  9007199254740993.10}
            """);
    assertThat(server.asked().getFirst().path())
        .isEqualTo("/events?order=newest&limit=2&source=%2Fhut&type=a+b");
  }

  @Test
  void jsonIsAsTheServerHasItOneLineEach() {
    server.replies(200, page(EVENTS, "\"newer\":\"h2\",\"next\":\"n1\""));
    assertThat(typeOnBase("tail", "-n", "2", "--json")).isZero();
    assertThat(out.toString().lines())
        .hasSize(2)
        .last()
        .asString()
        .endsWith("\"data\":{\"speed\":  9007199254740993.10}}")
        .contains("10:00:00.123456Z");
  }

  @Test
  void pagesThatEndEarlyAreReadOn() {
    server
        .replies(200, page(event("3"), "\"newer\":\"h3\",\"next\":\"n3\""))
        .replies(200, page(event("2") + "," + event("1"), "\"newer\":\"h2\",\"next\":\"n1\""))
        .replies(200, page("", "\"newer\":\"h0\",\"next\":\"n1\""));
    assertThat(typeOnBase("tail", "-n", "5", "--json")).isZero();
    assertThat(out.toString().lines()).containsExactly(event("1"), event("2"), event("3"));
    assertThat(server.asked())
        .extracting(AdminServer.Asked::path)
        .containsExactly(
            "/events?order=newest&limit=5",
            "/events?order=newest&limit=4&after=n3",
            "/events?order=newest&limit=2&after=n1");
  }

  @Test
  void followingGoesOnBehindARestartAndSaysSoOnce() throws Exception {
    server
        .replies(200, page(event("1"), "\"newer\":\"h1\",\"next\":\"n1\""))
        .replies(200, page(event("2"), "\"next\":\"h2\""))
        .replies(200, page("", "\"next\":\"h2\""));
    Thread command = Thread.ofPlatform().start(() -> typeOnBase("tail", "-f", "-n", "1", "--json"));
    await().until(() -> out.toString().contains(event("2")));
    server.close();
    await().until(() -> err.toString().contains("waiting for it to come back"));
    startAgain();
    await().until(() -> err.toString().contains("the server answers again"));
    await().until(() -> out.toString().contains(event("3")));
    command.interrupt();
    command.join();
    assertThat(out.toString().lines()).containsExactly(event("1"), event("2"), event("3"));
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(server.asked().getFirst().path())
        .isEqualTo("/events?order=oldest&limit=1000&after=h2");
  }

  private void startAgain() throws IOException {
    server = new AdminServer();
    server
        .replies(200, page(event("3"), "\"next\":\"h3\""))
        .replies(200, page("", "\"next\":\"h3\""));
    server.startsAgainOn(base);
  }

  @Test
  void aRefusalEndsItInTheWordsOfTheServer() {
    server.replies(
        400, "{\"title\":\"Not like this\",\"code\":\"HF-STORE-002\",\"remedy\":\"Otherwise\"}");
    assertThat(typeOnBase("tail", "-f")).isEqualTo(ExitCode.HEALTH_DOWN);
    assertThat(err.toString()).contains("HF-STORE-002 Not like this");
  }

  @Test
  void aServerThatIsAwayAtTheBeginningIsAnError() {
    server.close();
    assertThat(typeOnBase("tail", "-f")).isEqualTo(ExitCode.HEALTH_DOWN);
    assertThat(err.toString()).startsWith("holdfast: HF-CLI-003");
  }

  @Test
  void aNumberThatIsTooLargeIsAMistakeOfUsage() {
    assertThat(typeOnBase("tail", "-n", "10001")).isEqualTo(ExitCode.USAGE);
    assertThat(typeOnBase("tail", "-n", "-1")).isEqualTo(ExitCode.USAGE);
  }
}

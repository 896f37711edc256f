package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code holdfast alerts}, typed against a server on this machine. */
final class AlertsCommandTest extends TypedAgainstAServer {
  private static final String INCIDENT =
      """
      {"incident":"9C1D-04AF","state":"FIRING","severity":"CRITICAL","key":"health/a/b",\
      "title":"a/b is down","since":"2026-03-01T10:00:00.123456789Z","followsFrom":"","flapping":true,\
      "acknowledgedBy":"anna"}\
      """;
  private static final String SILENCE =
      """
      {"id":"3f1c9a","matcher":"database","author":"anna","reason":"we move it",\
      "from":"2026-03-01T10:00:00Z","until":"2026-03-01T12:00:00Z"}\
      """;
  private static final String CHANNEL =
      "{\"name\":\"slack\",\"here\":true,\"dead\":true,\"problem\":\"gone\",\"lastDelivered\":\"\"}";

  private int onBase(String... words) {
    return typeOnBase(Stream.concat(Stream.of("alerts"), Stream.of(words)).toArray(String[]::new));
  }

  @Test
  void theListSaysWhatIsWrongAndItsCodeWhetherSomethingIs() {
    server.replies(
        200,
        "{\"incidents\":[%s],\"silences\":[%s],\"channels\":[%s],\"waiting\":2}"
            .formatted(INCIDENT, SILENCE, CHANNEL));
    assertThat(onBase("ls")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            9C1D-04AF    firing   critical since 2026-03-01T10:00:00Z  health/a/b: a/b is down (flapping) (acknowledged by anna)
            silence      3f1c9a  database from 2026-03-01T10:00:00Z until 2026-03-01T12:00:00Z, anna: we move it
            channel      slack    accepts nothing: gone
            outbox       2 messages wait
            """);
  }

  @Test
  void nothingIsSaidToBeNothing() {
    server.replies(200, "{\"incidents\":[],\"silences\":[],\"channels\":[],\"waiting\":0}");
    assertThat(onBase("ls")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("there are no incidents", "none is configured");
  }

  @Test
  void aSilenceIsSentWithWhoAndWhy() {
    server.replies(200, SILENCE);
    assertThat(
            onBase(
                "silence", "database", "--for", "2h", "--reason", "we move it", "--author", "anna"))
        .isEqualTo(ExitCode.OK);
    assertThat(server.asked())
        .containsExactly(
            new AdminServer.Asked(
                "POST",
                "/admin/alerts/silences",
                "{\"matcher\":\"database\",\"author\":\"anna\",\"reason\":\"we move it\",\"inSeconds\":0,\"forSeconds\":7200}"));
    assertThat(out.toString())
        .contains("database from 2026-03-01T10:00:00Z until 2026-03-01T12:00:00Z");
  }

  @Test
  void anIncidentIsTakenUpAndASilenceEnded() {
    server.replies(200, INCIDENT);
    assertThat(onBase("ack", "9C1D-04AF", "--author", "anna")).isEqualTo(ExitCode.OK);
    server.replies(200, SILENCE);
    assertThat(onBase("unsilence", "3f1c9a")).isEqualTo(ExitCode.OK);
    assertThat(onBase("unsilence", "../x")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).contains("acknowledged by anna", "ended: silence");
  }

  @Test
  void aTestEndsWhenEveryChannelHasAnswered() {
    server.replies(
        200,
        "{\"id\":\"t1\",\"channels\":[\"slack\",\"email\"],\"deliveries\":["
            + "{\"id\":\"t1\",\"channel\":\"slack\",\"outcome\":\"delivered\",\"why\":\"200\"},"
            + "{\"id\":\"t1\",\"channel\":\"email\",\"outcome\":\"refused\",\"why\":\"HF-MAIL-004\"}]}");
    assertThat(onBase("test")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString()).contains("slack: delivered 200", "email: refused HF-MAIL-004");
  }

  @Test
  void theLogHasALineAnAttempt() {
    server.replies(
        200,
        "{\"deliveries\":[{\"time\":\"2026-03-01T10:00:00Z\",\"channel\":\"slack\","
            + "\"outcome\":\"delivered\",\"incident\":\"9C1D-04AF\",\"status\":\"FIRING\","
            + "\"title\":\"a/b is down\",\"why\":\"\"}]}");
    assertThat(onBase("log")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            "2026-03-01T10:00:00Z  slack    delivered  9C1D-04AF   firing   a/b is down\n");
    assertThat(onBase("log", "--last", "0")).isEqualTo(ExitCode.USAGE);
  }
}

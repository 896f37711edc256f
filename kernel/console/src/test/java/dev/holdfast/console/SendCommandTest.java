package dev.holdfast.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code holdfast send}, typed against a server on this machine. */
final class SendCommandTest extends TypedAgainstAServer {
  private static final String TAKEN = "{\"accepted\":1}";
  private static final String BAD =
      """
      {"title":"The event is not valid","status":400,"code":"HF-ING-004",\
      "detail":"event 1: source is empty","remedy":"See CloudEvents 1.0"}\
      """;

  private String body(int index) {
    return server.asked().get(index).body();
  }

  @Test
  void anyJsonBecomesTheDataOfAnEventAsItIsWritten() {
    server.replies(202, TAKEN);
    assertThat(
            typeOnBase(
                "send",
                "{\"n\": 9007199254740993.10}",
                "7",
                "--type",
                "wind",
                "--source",
                "/hut",
                "--id",
                "a"))
        .isZero();
    assertThat(server.asked().getFirst().path()).isEqualTo("/events");
    assertThat(body(0))
        .isEqualTo(
            """
            [{"specversion":"1.0","id":"a","source":"/hut","type":"wind",\
            "data":{"n": 9007199254740993.10}},\
            {"specversion":"1.0","id":"a-2","source":"/hut","type":"wind","data":7}]\
            """);
    assertThat(out.toString()).isEqualToNormalizingNewlines("2 acknowledged\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aCloudEventGoesOutAsItIsAndGetsOnlyWhatItLacks() {
    server.replies(202, TAKEN);
    String whole = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}";
    String without = "{ \"specversion\":\"1.0\",\"id\":\"2\",\"data\":1.50}";
    assertThat(typeOnBase("send", whole, without, "--source", "/hut")).isZero();
    assertThat(body(0))
        .isEqualTo(
            "["
                + whole
                + ",{\"source\":\"/hut\",\"type\":\"event\", \"specversion\":\"1.0\",\"id\":\"2\",\"data\":1.50}]");
  }

  @Test
  void sentAgainWithAnIdMemberTheEventsAreTheSame() throws Exception {
    server.replies(202, TAKEN);
    Path file = base.resolve("night.jsonl");
    Files.writeString(file, "{\"nr\":1}\n\n{\"nr\":\"2\"}\n");
    String[] line = {
      "send", "--file", file.toString(), "--source", "/hut", "--id-member", "nr",
    };
    assertThat(typeOnBase(line)).isZero();
    assertThat(typeOnBase(line)).isZero();
    assertThat(body(0)).contains("\"id\":\"1\"", "\"id\":\"2\"").isEqualTo(body(1));
  }

  @Test
  void linesComeFromTheStandardInput() {
    server.replies(202, TAKEN);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("{\"a\":1}\n{\"a\":2}".getBytes(UTF_8)));
    try {
      assertThat(typeOnBase("send", "--type", "x")).isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(body(0)).contains("\"data\":{\"a\":1}", "\"data\":{\"a\":2}");
    assertThat(out.toString()).startsWith("2 acknowledged");
  }

  @Test
  void aRefusedEventIsFoundAndNamedByItsLineAndTheOthersAreSent() throws Exception {
    server.replies(400, BAD).replies(202, TAKEN).replies(400, BAD).replies(400, BAD);
    server.replies(202, TAKEN);
    Path file = base.resolve("night.jsonl");
    Files.writeString(file, "1\n2\nnot json\n3\n4\n5\n");
    assertThat(typeOnBase("send", "--file", file.toString())).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString())
        .contains("holdfast: line 3: HF-CLI-070")
        .contains("holdfast: line 4: HF-ING-004 The event is not valid: event 1: source is empty");
    assertThat(out.toString()).isEqualToNormalizingNewlines("4 acknowledged, 2 refused\n");
  }

  @Test
  void aBusyServerIsAskedAgain() {
    server
        .replies(503, "{\"title\":\"Full\",\"code\":\"HF-JNL-001\",\"remedy\":\"Wait\"}")
        .replies(202, TAKEN);
    assertThat(typeOnBase("send", "1")).isZero();
    assertThat(body(0)).as("with the same ids").isEqualTo(body(1));
  }

  @Test
  void aServerThatIsAwayIsOneLineAndTwo() {
    server.close();
    assertThat(typeOnBase("send", "1")).isEqualTo(ExitCode.HEALTH_DOWN);
    assertThat(err.toString())
        .startsWith("holdfast: HF-CLI-003 The server does not answer")
        .hasLineCount(1);
  }

  @Test
  void whatDoesNotGoTogetherIsAMistakeOfUsage() {
    assertThat(typeOnBase("send", "1", "--file", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(typeOnBase("send", "1", "--id", "x", "--id-member", "y")).isEqualTo(ExitCode.USAGE);
    assertThat(typeOnBase("send", "1", "--id-member", "y")).isEqualTo(ExitCode.USAGE);
    assertThat(typeOnBase("send", "--file", base.resolve("gone").toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("HF-CLI-073");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void aLineWithoutThePromisedIdIsRefusedHere() {
    assertThat(typeOnBase("send", "{\"a\":1}", "--source", "/hut", "--id-member", "nr"))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString()).contains("event 1: HF-CLI-071");
  }
}

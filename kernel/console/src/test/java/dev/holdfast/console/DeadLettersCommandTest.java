package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code holdfast dead-letters} and {@code holdfast journal}, typed against a server. */
final class DeadLettersCommandTest extends TypedAgainstAServer {
  private static final String LETTER =
      """
      {"number":17,"bytes":1234,"time":"2026-03-01T10:00:00.5Z","reader":"event-store",\
      "code":"HF-STORE-001","what":"The database refused this event","why":"no \\u001b[31m",\
      "remedy":"Mend it","event":{"source":"s","id":"a1","type":"t"}}\
      """;

  private int onBase(String line) {
    return typeOnBase(line.split(" "));
  }

  private List<String> asked() {
    return server.asked().stream().map(asked -> asked.method() + " " + asked.path()).toList();
  }

  @Test
  void theListHasTheReasonUnderEachAndSaysHowToSeeOlderOnes() {
    server.replies(200, "{\"kept\":250,\"deadLetters\":[" + LETTER + "],\"before\":17}");
    assertThat(onBase("dead-letters ls --before 20")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            17     2026-03-01T10:00:00Z  event-store  s a1 t, 1,234 bytes
                   HF-STORE-001 The database refused this event: no  [31m
            """);
    assertThat(err.toString()).contains("250 are kept, 1 are shown");
    assertThat(asked()).containsExactly("GET /journal/dead-letters?data=false&limit=100&before=20");
  }

  @Test
  void oneIsReplayedAndWithAFileItsEditedFormGoesAlong() throws Exception {
    server.replies(200, "{\"done\":1,\"left\":false,\"kept\":3,\"last\":17}");
    assertThat(onBase("dead-letters replay 17")).isZero();
    Path edited = Files.writeString(base.resolve("e.json"), "{\"id\":\"1\"}");
    assertThat(onBase("dead-letters replay 17 --file " + edited)).isZero();
    assertThat(out.toString()).contains("1 replayed, 3 are kept");
    assertThat(server.asked())
        .extracting(AdminServer.Asked::body)
        .containsExactly("", "{\"id\":\"1\"}");
    assertThat(onBase("dead-letters replay --all --file " + edited)).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void manyAreReplayedPartByPartAndThoseThatComeBackAreNotMeant() {
    server
        .replies(200, "{\"kept\":700,\"next\":900,\"deadLetters\":[]}")
        .replies(200, "{\"done\":500,\"left\":true,\"kept\":200}")
        .replies(200, "{\"done\":200,\"left\":false,\"kept\":0}");
    assertThat(onBase("dead-letters replay --code HF-STORE-001")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines("500 replayed, 200 are kept\n700 replayed, 0 are kept\n");
    String part = "POST /admin/dead-letters/replay?up-to=899&code=HF-STORE-001";
    assertThat(asked()).containsExactly("GET /journal/dead-letters?data=false&limit=1", part, part);
  }

  @Test
  void nothingIsDroppedWithoutYes() {
    server.replies(200, "{\"done\":1,\"left\":false,\"kept\":0}");
    assertThat(onBase("dead-letters drop 17")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("HF-CLI-050", "--yes");
    assertThat(onBase("dead-letters drop --yes")).isEqualTo(ExitCode.USAGE);
    assertThat(server.asked()).isEmpty();
    assertThat(onBase("dead-letters drop 17 --yes")).isZero();
    assertThat(asked()).containsExactly("DELETE /admin/dead-letters/17");
  }

  @Test
  void anExportHasOneLetterALine() {
    server
        .replies(200, "{\"kept\":1,\"deadLetters\":[" + LETTER + "],\"before\":17}")
        .replies(200, "{\"kept\":1,\"deadLetters\":[]}")
        .replies(200, LETTER);
    assertThat(onBase("dead-letters export")).isZero();
    assertThat(out.toString()).isEqualToNormalizingNewlines(LETTER + "\n");
  }

  @Test
  void readersAreListedAndForgotten() {
    server.replies(
        200,
        """
        {"bytes":1,"readers":[{"name":"example","plugin":"example","class":"ordinary","open":false,\
        "holds":false,"detached":"it was not seen","lastSeen":"2026-06-21T12:00:10.5Z",\
        "waitingEvents":1034,"waitingBytes":2097152,"oldestSeconds":99}]}\
        """);
    assertThat(onBase("journal readers")).isZero();
    assertThat(out.toString())
        .contains("example              of plugin example")
        .contains("ordinary closed  detached  seen 2026-06-21T12:00:10Z, 1,034 events behind")
        .contains(", 2,097,152 bytes, the oldest for 99 s: it was not seen");
    assertThat(onBase("journal forget example --force")).isZero();
    assertThat(asked())
        .containsExactly(
            "GET /admin/journal/readers", "DELETE /admin/journal/readers/example?force=true");
    assertThat(onBase("journal forget ../x")).isEqualTo(ExitCode.USAGE);
  }
}

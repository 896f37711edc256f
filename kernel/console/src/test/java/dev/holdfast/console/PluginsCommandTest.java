package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.console.terminal.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code holdfast plugins}, typed against a server on this machine. */
final class PluginsCommandTest extends TypedAgainstAServer {
  private static final String RUNNING =
      """
      {"name":"journal","state":"Running","since":"2026-03-01T10:00:00.123456789Z","cause":"","restarts":1,\
      "required":true,"origin":"plugins/journal","requires":[],"offers":["dev.holdfast.spi.journal.Journal"],\
      "workers":[{"name":"journal-keeper","lastTickMs":12}],"leftBehind":[],"stack":[]}\
      """;
  private static final String LEFT_ALONE =
      """
      {"name":"odd","state":"Quarantined","since":"2026-03-01T10:00:00Z","cause":"planned",\
      "restarts":21,"required":false,"origin":"plugins/odd.jar","requires":[],"offers":[],\
      "workers":[],"leftBehind":["stop since 10:00: thread x"],"stack":["at Odd.run(Odd.java:1)"]}\
      """;

  private int onBase(String line) {
    return typeOnBase(("plugins " + line).split(" "));
  }

  @Test
  void theListHasALineAPluginAndTellsByItsCodeWhetherAllRun() {
    server.replies(200, "{\"plugins\":[" + RUNNING + "," + LEFT_ALONE + "],\"heldVersions\":2}");
    assertThat(onBase("ls")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            journal          Running     since 2026-03-01T10:00:00Z, 1 restarts
            odd              Quarantined since 2026-03-01T10:00:00Z, 21 restarts: planned
            2 old versions of plugins cannot leave the heap; see the log
            """);
  }

  @Test
  void oneOfThemIsToldWithAFactALine() {
    server.replies(200, LEFT_ALONE);
    assertThat(onBase("info odd")).isEqualTo(ExitCode.FAILURE);
    assertThat(out.toString())
        .contains("left behind  stop since 10:00: thread x", "stalled      at Odd.run(Odd.java:1)");
  }

  @ParameterizedTest
  @CsvSource({"restart,0", "release,0", "reload,0", "quarantine,1"})
  void anOperationIsPostedAndItsCodeSaysWhetherThePluginIsWhereItShouldBe(String word, int code) {
    server.replies(200, RUNNING);
    assertThat(onBase(word + " journal")).isEqualTo(code);
    assertThat(server.asked())
        .containsExactly(new AdminServer.Asked("POST", "/admin/plugins/journal/" + word, ""));
    assertThat(out.toString()).startsWith("journal").hasLineCount(1);
  }

  @Test
  void aRefusalIsToldInTheWordsOfTheServer() {
    server.replies(
        409,
        "{\"title\":\"This cannot be done\",\"code\":\"HF-PLG-012\",\"detail\":\"odd is Running\"}");
    assertThat(onBase("release odd")).isNotZero();
    assertThat(err.toString()).contains("HF-PLG-012", "odd is Running");
  }

  @Test
  void aPurgeShowsWhatIsLeftAndDeletesItOnlyWhenThatIsConfirmed() {
    server.replies(
        200,
        """
        {"plugin":"odd","leftovers":[{"what":"reader odd: 3 events not read","precious":true},\
        {"what":"folder data/odd: 1 files, 2 KiB","precious":false}],"notAsked":["scheduler"]}\
        """);
    assertThat(onBase("purge odd")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            left: reader odd: 3 events not read (nowhere else: needs --force)
            left: folder data/odd: 1 files, 2 KiB
            not asked, because not running or without an answer: scheduler; when they run, purge again
            """);
    assertThat(err.toString()).contains("HF-CLI-050", "--yes");
    assertThat(onBase("purge odd --yes --force")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("deleted: folder data/odd: 1 files, 2 KiB");
    assertThat(server.asked())
        .containsExactly(
            new AdminServer.Asked("GET", "/admin/plugins/odd/leftovers", ""),
            new AdminServer.Asked("DELETE", "/admin/plugins/odd/leftovers?force=true", ""));
  }

  @Test
  void aNameThatCannotBeOneIsAMistakeOfUsage() {
    assertThat(onBase("info ../x")).isEqualTo(ExitCode.USAGE);
    assertThat(server.asked()).isEmpty();
  }
}

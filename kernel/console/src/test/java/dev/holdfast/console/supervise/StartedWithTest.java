package dev.holdfast.console.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.holdfast.console.instance.ProcessIdentity;
import dev.holdfast.console.terminal.TimeSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a shell's environment is news to a server that runs. */
final class StartedWithTest {
  private final StartedWith before =
      new StartedWith(
          List.of("supervise", "--set", "web.port=1", "--hang-limit", "5s", "--set", "a=b c"),
          Map.of("DATABASE_URL", "wrong", "HOLDFAST__WEB__HOST", "::1", "PATH", "/bin"));

  @Test
  void onlyWhatIsAnotherOneInTheShellIsNews() {
    assertThat(before.news(Map.of("DATABASE_URL", "right", "PATH", "/usr/bin"), Set.of()))
        .containsExactly(entry("DATABASE_URL", "right"));
    assertThat(before.news(Map.of("DATABASE_URL", "wrong"), Set.of())).isEmpty();
    assertThat(before.news(Map.of(), Set.of())).as("it stays as it was").isEmpty();
    assertThat(before.news(Map.of("HOLDFAST__WEB__PORT", "2"), Set.of())).hasSize(1);
    assertThat(before.news(Map.of("HOLDFAST_HEAP", "1g"), Set.of())).hasSize(1);
  }

  @Test
  void theVariablesThatAConfigurationNamesAreNewsToo(@TempDir Path conf) throws IOException {
    Files.writeString(conf.resolve("holdfast.conf"), "slack.webhook-url = ${?HOOK}\na = ${TWO[]}");
    Set<String> named = StartedWith.substitutedIn(conf);

    assertThat(named).containsExactly("HOOK", "TWO");
    assertThat(before.news(Map.of("HOOK", "x", "OTHER", "y"), named)).containsOnlyKeys("HOOK");
  }

  @Test
  void whatIsForACommandAloneIsNoNews() {
    assertThat(
            before.news(
                Map.of(
                    "HOLDFAST_TOKEN", "t", "HOLDFAST_BASE", "/x", "HOLDFAST_CONSOLE_LEVEL", "OFF"),
                Set.of()))
        .isEmpty();
  }

  @Test
  void itsWordsAreFound() {
    assertThat(before.settings()).containsExactly("web.port=1", "a=b c");
    assertThat(before.option("--hang-limit")).contains("5s");
    assertThat(before.option("--start-limit")).isEmpty();
    SupervisorLimits limits = new SupervisorLimits().orThoseOf(before, null);
    assertThat(TimeSpan.text(limits.hangLimit)).isEqualTo("5s");
  }

  @Test
  void theSystemTellsThemOfAProcess() throws IOException {
    StartedWith self = StartedWith.of(ProcessIdentity.ofThisProcess()).orElseThrow();
    assertThat(self.environment().keySet()).isEqualTo(System.getenv().keySet());
  }
}

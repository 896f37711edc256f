package dev.holdfast.console.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an end, and what is made of it. */
class EvidenceTest {
  /** Before every file of these tests. */
  private static final Instant SINCE = Instant.parse("2020-01-01T12:00:00Z");

  @TempDir Path directory;

  /** A dump that was written so long after the start. */
  private Path dump(Duration later) throws IOException {
    Path dump = Files.writeString(directory.resolve("out-of-memory.hprof"), "heap");
    return Files.setLastModifiedTime(dump, FileTime.from(SINCE.plus(later)));
  }

  private CrashAnalysis.Finding examine(int code, String starts, String... lastWords)
      throws IOException {
    Path file = directory.resolve("starts");
    Files.writeString(file, starts);
    ConsoleLog console = new ConsoleLog(directory.resolve("console.log"));
    Files.write(console.file(), List.of(lastWords));
    return new CrashAnalysis(directory, new StartMarks(file))
        .examine(7, SINCE, OptionalInt.of(code), console.fatalError(0), List.of(lastWords));
  }

  /** The line that names the typo is not the last one. */
  @Test
  void aRefusedConfigurationIsToldWhole() throws IOException {
    CrashAnalysis.Finding finding =
        examine(
            78,
            "",
            "some word of the JVM",
            "HF-CFG-001 The configuration has 2 problems:",
            "  /etc/holdfast.conf: 3: web.prot is unknown; did you mean 'port'?",
            "      Known in holdfast.web: host, port.",
            "  /etc/holdfast.conf: 9: data.dri is unknown");

    assertThat(finding.cause())
        .startsWith("HF-CFG-001 The configuration has 2 problems: /etc/holdfast.conf: 3: web.prot")
        .endsWith("/etc/holdfast.conf: 9: data.dri is unknown");
  }

  @Test
  void memoryThatWasOutIsTheCauseAndItsDumpTheEvidence() throws IOException {
    dump(Duration.ofHours(1));
    CrashAnalysis.Finding finding =
        examine(3, "", "Terminating due to java.lang.OutOfMemoryError: Java heap space");

    assertThat(finding.cause()).startsWith("out of memory: Terminating due to");
    assertThat(finding.evidence()).endsWith("out-of-memory-2020-01-01T130000Z.hprof");
    assertThat(Path.of(finding.evidence())).hasContent("heap");
    assertThat(directory.resolve("out-of-memory.hprof")).doesNotExist();
  }

  @Test
  void theDumpOfAnEarlierServerIsNoEvidence() throws IOException {
    Path old = dump(Duration.ofHours(-1));
    CrashAnalysis.Finding finding =
        examine(3, "", "holdfast: HF-PRC-002 ending at once: OutOfMemoryError: Cannot reserve");

    assertThat(finding.cause()).startsWith("out of memory: ").contains("Cannot reserve");
    assertThat(finding.evidence()).endsWith("console.log");
    assertThat(old).exists();
  }

  @Test
  void aSignalIsTheCauseWhateverWasPrintedBefore() throws IOException {
    dump(Duration.ofHours(1));
    CrashAnalysis.Finding finding =
        examine(137, "", "acme: I have survived java.lang.OutOfMemoryError: Java heap space");

    assertThat(finding.cause()).startsWith("killed by a person or by the system");
    assertThat(finding.evidence()).isEmpty();
  }

  @Test
  void whyAServerHasPlannedARestartIsTheCause() throws IOException {
    String starts =
        """
        2026-11-21T12:00:00Z 7 started
        2026-11-21T12:00:01Z 7 planned HF-MEM-009 The heap fills up: 97 % of 256 MiB
        2026-11-21T12:00:02Z 7 ended 3
        """;
    String listening = "listening on http://127.0.0.1:8080";

    assertThat(examine(3, starts, listening).cause())
        .isEqualTo("HF-MEM-009 The heap fills up: 97 % of 256 MiB");
    assertThat(examine(143, starts, listening).cause()).startsWith("it was asked to end");
  }

  @Test
  void anEndWithoutFarewellIsNamedByTheServersOwnWords() throws IOException {
    String why = "holdfast: HF-PRC-003 ending at once: The web port does not listen any more";
    CrashAnalysis.Finding finding =
        examine(3, "", "listening", why, "holdfast: threads by name: x 1");

    assertThat(finding.cause()).isEqualTo(why);
    assertThat(finding.evidence()).endsWith("console.log");
  }

  @Test
  void aSecondSignalIsNoEndWithoutFarewell() throws IOException {
    assertThat(examine(1, "", "holdfast: a second signal, SIGINT: ending at once", "bye").cause())
        .isEqualTo("bye");
  }

  @Test
  void aDumpGrowsUntilItIsWritten() throws IOException {
    Path dump = dump(Duration.ZERO);
    DumpFile watched = new DumpFile(directory);

    assertThat(watched.grows()).isFalse();
    Files.writeString(dump, "heap and more");
    assertThat(watched.grows()).isTrue();
    assertThat(watched.grows()).isFalse();
    Files.delete(dump);
    assertThat(watched.grows()).isFalse();
  }

  @Test
  void threadsThatWereOutAreNotTakenForMemory() throws IOException {
    dump(Duration.ofHours(1));
    CrashAnalysis.Finding finding =
        examine(3, "", "java.lang.OutOfMemoryError: unable to create native thread", "threads: 1");

    assertThat(finding.cause()).startsWith("out of threads: ");
    assertThat(finding.evidence()).endsWith("console.log");
  }

  @Test
  void aReportOfTheJvmIsNamed() throws IOException {
    Files.createFile(directory.resolve("hs_err_7.log"));

    assertThat(examine(134, "").evidence()).endsWith("hs_err_7.log");
  }

  @Test
  void whoCalledExitIsNamed() throws IOException {
    String starts = "2026-11-21T12:00:00Z 7 started\n2026-11-21T12:00:00Z 7 exited acme\n";

    assertThat(examine(1, starts, "bye").cause()).isEqualTo("acme called System.exit");
    assertThat(examine(1, starts + "2026-11-21T12:00:00Z 7 started\n", "bye").cause())
        .isEqualTo("bye");
  }

  @Test
  void anOrderlyEndIsToldFromOneThatWasCutShort() throws IOException {
    assertThat(
            examine(143, "2026-11-21T12:00:00Z 7 started\n2026-11-21T12:00:00Z 7 ended 143\n")
                .cause())
        .contains("ended in order");
    assertThat(examine(143, "2026-11-21T12:00:00Z 7 started\n").cause())
        .contains("did not end in order");
  }

  @Test
  void theLogOfRestartsKeepsOneOldFile() throws IOException {
    RestartLog log = new RestartLog(directory.resolve("restarts.log"));
    Files.write(log.file(), new byte[1024 * 1024 + 1]);
    ServerEnd end =
        new ServerEnd(
            Instant.EPOCH, 7, Duration.ofMinutes(3), OptionalInt.of(9), false, false, "a\nb", "");
    log.write(end, "next start in 5 s");

    assertThat(log.file())
        .hasContent(
            "1970-01-01T00:00:00Z pid 7 ended after 3.0 min, exit code 9: a b; next start in 5 s");
    assertThat(directory.resolve("restarts.log.1")).hasSize(1024 * 1024 + 1);
  }

  @Test
  void aHundredCrashReportsAreKept() throws IOException {
    CrashReports reports = new CrashReports(directory.resolve("obituaries"));
    for (int i = 0; i < 105; i++) {
      reports.write(
          new ServerEnd(
              Instant.EPOCH.plusSeconds(i),
              7,
              Duration.ZERO,
              OptionalInt.empty(),
              false,
              false,
              "why",
              ""),
          "next",
          true);
    }
    assertThat(reports.files()).hasSize(100);
    assertThat(reports.files().getFirst().toString()).contains("000005Z");
  }

  @Test
  void aConsoleThatGrowsIsCutWhileItIsWritten() throws IOException {
    ConsoleLog console = new ConsoleLog(directory.resolve("logs/console.log"));
    console.open();
    Files.write(console.file(), new byte[5 * 1024 * 1024]);
    console.bound();

    assertThat(console.size()).isZero();
    assertThat(directory.resolve("logs/console.log.1")).hasSize(5 * 1024 * 1024);
    assertThat(console.lastWords(4096, 3)).isEmpty();
  }

  @Test
  void lastWordsAreThoseOfThisStart() throws IOException {
    ConsoleLog console = new ConsoleLog(directory.resolve("console.log"));
    Files.writeString(console.file(), "old\n");
    long before = console.size();
    Files.writeString(console.file(), "old\nnew\n\nnewer\n");

    assertThat(console.lastWords(before, 5)).containsExactly("new", "newer");
  }

  @Test
  void anErrorIsFoundBeforeAFloodOfWarnings() throws IOException {
    ConsoleLog console = new ConsoleLog(directory.resolve("console.log"));
    String old = "java.lang.OutOfMemoryError: of an earlier start\n";
    String flood = "[warning][os,thread] Failed to start the native thread\n".repeat(1_000);
    Files.writeString(
        console.file(), old + "ending at once: OutOfMemoryError: native thread\n" + flood);

    assertThat(console.fatalError(old.length()))
        .contains("ending at once: OutOfMemoryError: native thread");
    assertThat(console.fatalError(console.size())).isEmpty();
  }
}

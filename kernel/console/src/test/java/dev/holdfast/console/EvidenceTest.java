package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an end, and what is made of it. */
class EvidenceTest {
  @TempDir Path directory;

  private Autopsy.Finding examine(int code, String starts, String... lastWords) throws IOException {
    Path file = directory.resolve("starts");
    Files.writeString(file, starts);
    ConsoleLog console = new ConsoleLog(directory.resolve("console.log"));
    Files.write(console.file(), List.of(lastWords));
    return new Autopsy(directory, new StartMarks(file))
        .examine(7, OptionalInt.of(code), console.fatalError(0), List.of(lastWords));
  }

  @Test
  void memoryThatWasOutIsTheCauseAndItsDumpTheEvidence() throws IOException {
    Files.createFile(directory.resolve("out-of-memory.hprof"));
    Autopsy.Finding finding =
        examine(3, "", "Terminating due to java.lang.OutOfMemoryError: Java heap space");

    assertThat(finding.cause()).startsWith("out of memory: Terminating due to");
    assertThat(finding.evidence()).endsWith("out-of-memory.hprof");
  }

  @Test
  void threadsThatWereOutAreNotTakenForMemory() throws IOException {
    Files.createFile(directory.resolve("out-of-memory.hprof"));
    Autopsy.Finding finding =
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

    assertThat(examine(1, starts, "bye").cause()).isEqualTo("acme has called System.exit");
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
        .contains("did not get that far");
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
  void aHundredObituariesAreKept() throws IOException {
    Obituaries obituaries = new Obituaries(directory.resolve("obituaries"));
    for (int i = 0; i < 105; i++) {
      obituaries.write(
          new ServerEnd(
              Instant.EPOCH.plusSeconds(i),
              7,
              Duration.ZERO,
              OptionalInt.empty(),
              false,
              false,
              "why",
              ""),
          "next");
    }
    assertThat(obituaries.files()).hasSize(100);
    assertThat(obituaries.files().getFirst().toString()).contains("000005Z");
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

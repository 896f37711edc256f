package dev.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.Notes;
import dev.holdfast.console.instance.ProcessIdentity;
import dev.holdfast.console.instance.ServerState;
import dev.holdfast.console.instance.SupervisorNote;
import dev.holdfast.console.supervise.SupervisorLock;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whose process it is that a note names, and who may supervise. */
@DisabledOnOs(OS.WINDOWS)
final class OwnershipTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  private InstanceFiles instance(String name) throws IOException {
    Path base = directory.resolve(name);
    InstanceFiles files = new InstanceFiles(base, base.resolve("data"));
    Files.createDirectories(files.run());
    return files;
  }

  private static ProcessIdentity identity(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    return new ProcessIdentity(
        process.pid(),
        stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ")[19]
            + "@"
            + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
  }

  private static void leaveNote(InstanceFiles files, ProcessIdentity process) throws IOException {
    Properties note = new Properties();
    note.setProperty("pid", Long.toString(process.pid()));
    note.setProperty("born", process.born());
    note.setProperty("url", "http://127.0.0.1:1");
    Notes.write(files.serverNote(), note, "a server");
    new SupervisorNote(process, SupervisorNote.State.RUNNING, 0, "", Optional.empty())
        .write(files.supervisorNote());
  }

  private static int type(StringWriter said, String... words) {
    PrintWriter writer = new PrintWriter(said, true);
    return Main.execute(writer, writer, words);
  }

  @Test
  void stoppingACopyLeavesTheOriginalAlone() throws Exception {
    Process original = new ProcessBuilder("sleep", "600").start();
    try {
      InstanceFiles files = instance("original");
      leaveNote(files, identity(original));
      assertThat(ServerState.of(files).server()).isPresent();
      InstanceFiles copy = instance("copy");
      Files.copy(files.serverNote(), copy.serverNote());
      Files.copy(files.supervisorNote(), copy.supervisorNote());
      StringWriter said = new StringWriter();

      assertThat(type(said, "stop", "--base", copy.base().toString())).isZero();
      assertThat(said.toString()).contains("the server was not running");
      assertThat(type(said, "status", "--base", copy.base().toString())).isEqualTo(3);
      assertThat(type(said, "health", "--base", copy.base().toString()))
          .isEqualTo(ExitCode.HEALTH_DOWN);
      assertThat(said.toString()).contains("HF-CLI-002", "copied");
      assertThat(original.isAlive()).isTrue();
    } finally {
      original.destroyForcibly();
    }
  }

  /** Also when another process has the number now. */
  @Test
  void aNumberThatWasGivenAwayAgainIsNoServer() throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      InstanceFiles files = instance("original");
      leaveNote(files, new ProcessIdentity(other.pid(), "1@another boot"));

      assertThat(type(new StringWriter(), "stop", "--base", files.base().toString())).isZero();
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aLockThatWasDeletedIsTakenAgain() throws Exception {
    InstanceFiles files = instance("one");
    AtomicBoolean lost = new AtomicBoolean();
    try (SupervisorLock first = SupervisorLock.take(files, () -> lost.set(true))) {
      Files.delete(files.supervisorLock());
      await().atMost(LIMIT).until(() -> Files.exists(files.supervisorLock()));

      assertThatThrownBy(() -> SupervisorLock.take(files, () -> {}))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("HF-PRC-012");
      assertThat(first.isStillHeld()).isTrue();
      assertThat(lost).isFalse();
    }
  }

  @Test
  void whoHasLostTheLockToAnotherIsTold() throws Exception {
    InstanceFiles files = instance("one");
    AtomicBoolean lost = new AtomicBoolean();
    try (SupervisorLock first = SupervisorLock.take(files, () -> lost.set(true))) {
      Files.delete(files.supervisorLock());
      try (SupervisorLock second = SupervisorLock.take(files, () -> {})) {
        await().atMost(LIMIT).untilTrue(lost);
        assertThat(first.isStillHeld()).isFalse();
        assertThat(second.isStillHeld()).isTrue();
      }
    }
  }
}

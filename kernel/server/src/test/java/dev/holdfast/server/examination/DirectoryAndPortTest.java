package dev.holdfast.server.examination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory and the port, and who has them. */
class DirectoryAndPortTest {
  private static final Problem REFUSED =
      new Problem("HF-TEST-001", 500, "Cannot be written", "", "");

  @TempDir Path base;
  private final Lines lines = new Lines();

  @Test
  void aDirectoryThatIsNotThereYetIsNotMade() throws IOException {
    Path data = base.resolve("a/b/data");
    DirectoryCheck.run(data, REFUSED, lines.report);
    assertThat(lines.about("data directory")).contains("\"ok\"", "not there yet", " free");
    try (Stream<Path> left = Files.list(base)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aDirectoryThatCannotBeOneIsAFailure() throws IOException {
    Path file = Files.createFile(base.resolve("data"));
    DirectoryCheck.run(file, REFUSED, lines.report);
    assertThat(lines.about("data directory")).contains("\"fail\"", "HF-TEST-001");
  }

  @Test
  void aPortThatSomebodyHasIsAFailureWithTheWayToFindThem() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PortCheck.run("127.0.0.1", other.getLocalPort(), Optional.empty(), lines.report);
      assertThat(lines.about("web port"))
          .contains("\"fail\"", "HF-DOC-008", "127.0.0.1:" + other.getLocalPort(), "ss -ltnp");
    }
  }

  @Test
  void aFreePortIsWell() {
    PortCheck.run("127.0.0.1", 0, Optional.empty(), lines.report);
    assertThat(lines.about("web port")).contains("\"ok\"");
  }

  @Test
  void ourOwnServerMayHoldThePort() throws IOException {
    try (ServerSocket ours = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + ours.getLocalPort());
      PortCheck.run("127.0.0.1", ours.getLocalPort(), Optional.of(url), lines.report);
      assertThat(lines.about("web port")).contains("\"ok\"", "held by the running server");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsAFailure() {
    PortCheck.run("192.0.2.1", 0, Optional.empty(), lines.report);
    assertThat(lines.about("web port")).contains("\"fail\"", "HF-DOC-009", "web.host");
  }

  @Test
  void withoutNoteAndLockNoServerRuns() throws IOException {
    assertThat(RunningServer.on(base)).isEmpty();
    Files.createDirectories(base.resolve("run"));
    Files.createFile(base.resolve("run/lock"));
    assertThat(RunningServer.on(base)).isEmpty();
  }

  @Test
  void aNoteOfADeadProcessIsNoServer() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    note(dead.pid(), 1);
    assertThat(RunningServer.on(base)).isEmpty();
  }

  @Test
  void aServerThatDoesNotAnswerIsAFailure() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      note(ProcessHandle.current().pid(), deaf.getLocalPort());
      RunningServer.on(base).orElseThrow().ask(lines.report, Duration.ofMillis(200));
      assertThat(lines.about("running"))
          .contains("\"fail\"", "HF-DOC-007", "process " + ProcessHandle.current().pid());
    }
  }

  private void note(long pid, int port) throws IOException {
    Path run = Files.createDirectories(base.resolve("run"));
    Files.writeString(
        run.resolve("server.properties"),
        "url=http\\://127.0.0.1\\:%d\npid=%d\nversion=1\n".formatted(port, pid));
  }
}

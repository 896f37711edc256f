package dev.holdfast.console.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.SupervisorNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The supervisor with small programs in the place of the server. */
@DisabledOnOs(OS.WINDOWS)
class ProcessSupervisorTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SupervisorLimits limits = new SupervisorLimits();
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Integer>> supervisors = new CopyOnWriteArrayList<>();
  private final List<Process> started = new CopyOnWriteArrayList<>();
  @TempDir Path base;
  private InstanceFiles files = new InstanceFiles(Path.of(""), Path.of(""));

  @BeforeEach
  void shortTimes() throws IOException {
    files = new InstanceFiles(base, base.resolve("data"));
    Files.createDirectories(files.run());
    limits.backoffStep = Duration.ofMillis(20);
    limits.backoffMax = Duration.ofMillis(100);
    limits.probeInterval = Duration.ofMillis(50);
    limits.probeLimit = Duration.ofSeconds(1);
    limits.hangLimit = Duration.ofSeconds(2);
  }

  @AfterEach
  void endAll() {
    stop.complete(null);
    await().atMost(LIMIT).until(() -> supervisors.stream().allMatch(CompletableFuture::isDone));
    started.forEach(process -> {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    });
  }

  private CompletableFuture<Integer> supervise(List<String> program) {
    ProcessSupervisor supervisor =
        new ProcessSupervisor(
            files,
            console -> {
              Process process =
                  new ProcessBuilder(program)
                      .redirectErrorStream(true)
                      .redirectOutput(ProcessBuilder.Redirect.appendTo(console.file().toFile()))
                      .start();
              started.add(process);
              return process;
            },
            limits,
            Duration.ofSeconds(10),
            stop,
            InstantSource.system(),
            said::add);
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    supervisors.add(ended);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            ended.complete(supervisor.supervise());
          } catch (IOException | RuntimeException e) {
            ended.completeExceptionally(e);
          }
        });
    return ended;
  }

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  private List<String> restarts() throws IOException {
    Path log = base.resolve("logs/restarts.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  private SupervisorNote note() {
    return SupervisorNote.read(files.supervisorNote()).orElseThrow();
  }

  @Test
  void startsAgainWithGrowingPausesAndWritesEachEndDown() throws Exception {
    var _ = supervise(shell("echo port 8080 is taken; exit 1"));

    await().atMost(LIMIT).until(() -> restarts().size() >= 4);
    assertThat(restarts().getFirst())
        .containsPattern("^\\d{4}-.*Z pid \\d+ ended after 0 s, exit code 1: port 8080 is taken;")
        .endsWith("next start in 0 s (attempt 1)");
    assertThat(restarts().get(3)).endsWith("(attempt 4)");
    await().atMost(LIMIT).until(() -> note().reason().contains("port 8080 is taken"));
    assertThat(new CrashReports(files.crashReports()).files()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(Files.readString(new CrashReports(files.crashReports()).files().getFirst()))
        .contains("\"exitCode\":1", "\"cause\":\"port 8080 is taken\"");
  }

  @Test
  void staysDownWhenAPersonIsNeeded() throws Exception {
    CompletableFuture<Integer> ended =
        supervise(shell("echo HF-CFG-001 web.port is no port; exit 78"));

    assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(78);
    assertThat(note().state()).isEqualTo(SupervisorNote.State.STOPPED);
    assertThat(note().reason()).contains("configuration is not valid", "web.port is no port");
    assertThat(started).hasSize(1);
    assertThat(new CrashReports(files.crashReports()).files())
        .singleElement()
        .satisfies(file ->
            assertThat(Files.readString(file))
                .contains("\"planned\":false", "\"comesBack\":false"));
  }

  @Test
  void takesTheServerAlongWhenItIsAskedToEnd() throws Exception {
    CompletableFuture<Integer> ended =
        supervise(shell("trap 'exit 143' TERM; while true; do sleep 0.05; done"));
    await().atMost(LIMIT).until(() -> !started.isEmpty());
    stop.complete(null);

    assertThat(ended.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(started.getFirst().isAlive()).isFalse();
    assertThat(restarts())
        .singleElement()
        .asString()
        .contains("143 (SIGTERM)", "stopped by request");
    assertThat(files.crashReports()).doesNotExist();
  }

  @Test
  void doesNotStartAgainWhenItIsAskedToEndInAPause() throws Exception {
    limits.backoffStep = Duration.ofMinutes(1);
    limits.backoffMax = Duration.ofMinutes(1);
    CompletableFuture<Integer> ended = supervise(shell("exit 1"));
    await().atMost(LIMIT).until(() -> restarts().size() == 1);
    stop.complete(null);

    assertThat(ended.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(started).hasSize(1);
  }

  @Test
  void aWishForARestartIsFollowedAtOnceAndIsNoMisfortune() throws Exception {
    limits.backoffStep = Duration.ofMinutes(1);
    limits.backoffMax = Duration.ofMinutes(1);
    Files.createFile(files.restartRequest());
    Path once = base.resolve("once");
    var _ = supervise(shell("test -e " + once + " && exec sleep 60; touch " + once + "; exit 143"));

    await().atMost(LIMIT).until(() -> started.size() == 2);
    assertThat(restarts().getFirst()).contains("a restart was requested");
    assertThat(files.restartRequest()).doesNotExist();
    assertThat(files.crashReports()).doesNotExist();
  }

  /** Ends once with 3 in order, having said why, as a server that plans a restart does. */
  private List<String> planning(String why) {
    Path once = base.resolve("once");
    String line = "echo 2026-11-21T12:00:00Z $$ ";
    return shell(
        "test -e %s && exec sleep 60; touch %s; echo listening; { %sstarted; %splanned %s; %sended 3; } >> %s; exit 3"
            .formatted(once, once, line, line, why, line, files.starts()));
  }

  @Test
  void aRestartThatTheServerHasPlannedIsFollowedAtOnceAndToldWithItsReason() throws Exception {
    limits.backoffStep = Duration.ofMinutes(1);
    limits.backoffMax = Duration.ofMinutes(1);
    var _ = supervise(planning("HF-MEM-009 The heap fills up"));

    await().atMost(LIMIT).until(() -> started.size() == 2);
    assertThat(restarts())
        .singleElement()
        .asString()
        .endsWith(
            "exit code 3: HF-MEM-009 The heap fills up; a restart was requested, next start at once");
    assertThat(new CrashReports(files.crashReports()).files())
        .singleElement()
        .satisfies(file ->
            assertThat(Files.readString(file))
                .contains("\"planned\":true", "\"comesBack\":true", "The heap fills up"));
  }

  @Test
  void aPlanIsNotToldWhenAPersonHasAskedForTheRestart() throws Exception {
    Files.createFile(files.restartRequest());
    var _ = supervise(planning("HF-MEM-009 The heap fills up"));

    await().atMost(LIMIT).until(() -> started.size() == 2);
    assertThat(files.crashReports()).doesNotExist();
  }

  @Test
  void aServerThatAnswersNothingLeavesItsThreadsAndIsKilled() throws Exception {
    var _ = supervise(silentServer());

    await().atMost(LIMIT).until(() -> !restarts().isEmpty());
    assertThat(said).anyMatch(line -> line.endsWith(" answers"));
    assertThat(restarts().getFirst())
        .contains("137 (SIGKILL)", "it lived but answered nothing for", "threads-")
        .contains("a connection without an answer in", "its last answer was 200");
    String evidence = restarts().getFirst().replaceFirst(".*, see (\\S+\\.txt);.*", "$1");
    assertThat(Files.readString(Path.of(evidence)))
        .contains("Full thread dump", SilentServer.STUCK, "State:");
  }

  /** Probes were refused with 503, and the healthy server was killed after 30 s. */
  @ParameterizedTest
  @ValueSource(strings = {"503", "401", "400"})
  void aServerThatRefusesTheProbeLives(String status) throws Exception {
    limits.hangLimit = Duration.ofMillis(500);
    var _ = supervise(silentServer(status));

    await().atMost(LIMIT).until(() -> said.toString().contains("answers with status " + status));
    await()
        .during(limits.hangLimit.multipliedBy(4))
        .atMost(LIMIT)
        .until(() -> restarts().isEmpty() && started.getFirst().isAlive());
  }

  private List<String> silentServer(String... status) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SilentServer.class.getName(),
                files.serverNote().toString()));
    command.addAll(List.of(status));
    return command;
  }

  @Test
  void adoptsAServerThatRunsAlready() throws Exception {
    Process left = new ProcessBuilder("sleep", "600").start();
    started.add(left);
    String born =
        Files.readString(Path.of("/proc/" + left.pid() + "/stat")).replaceFirst(".*\\) ", "");
    Files.writeString(
        files.serverNote(),
        "pid=%d\nborn=%s@%s\n"
            .formatted(
                left.pid(),
                born.split(" ")[19],
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()));
    var _ = supervise(shell("exec sleep 600"));

    await().atMost(LIMIT).until(() -> said.toString().contains("supervised from now on"));
    assertThat(started).hasSize(1);
    left.destroyForcibly();
    await().atMost(LIMIT).until(() -> started.size() == 2);
    assertThat(restarts().getFirst()).contains("exit code unknown");
  }

  @Test
  void aLaterProcessWithTheNumberOfAnEarlierServerIsLeftAlone() throws Exception {
    long self = ProcessHandle.current().pid();
    Files.writeString(files.serverNote(), "pid=" + self + "\nborn=12@yesterday\n");
    var _ = supervise(shell("exec sleep 600"));

    await().atMost(LIMIT).until(() -> started.size() == 1);
    assertThat(said).noneMatch(line -> line.contains("supervised from now on"));
  }
}

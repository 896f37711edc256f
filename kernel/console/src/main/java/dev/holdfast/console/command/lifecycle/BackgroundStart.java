package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.client.HttpProbe;
import dev.holdfast.console.instance.FileAccess;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.ServerNote;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.instance.ServerState;
import dev.holdfast.console.instance.SupervisorNote;
import dev.holdfast.console.supervise.ConsoleLog;
import dev.holdfast.console.supervise.SupervisorLimits;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.ProcessFailures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leaves a supervisor behind and waits for its server.
 *
 * @param settings above the configuration file
 * @param environment of the supervisor, and so of its servers
 * @param terminal shows the reason for a long start
 */
record BackgroundStart(
    Installation installation,
    List<String> settings,
    Map<String, String> environment,
    SupervisorLimits limits,
    ServerPlace place,
    Terminal terminal) {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final long MOST_LOG_BYTES = 1024 * 1024;
  private static final int LAST_LINES = 3;

  /** Answers the line for the person once the server is ready. */
  String run() {
    InstanceFiles files = place.files();
    FileAccess.require(files.data());
    ServerState before = ServerState.of(files);
    if (before.supervisor().isPresent()) {
      throw ProcessFailures.runsAlready(before.line());
    }
    if (before.server().filter(ServerNote::underSystemd).isPresent()) {
      throw ProcessFailures.runsAlready(before.line());
    }
    long consoleBefore = console().size();
    try {
      Process supervisor = launch(files);
      return await(files, supervisor, consoleBefore);
    } catch (IOException e) {
      throw Failures.didNotStart(String.valueOf(e.getMessage()), files.logs());
    }
  }

  private ConsoleLog console() {
    return new ConsoleLog(place.files().logs().resolve("console.log"));
  }

  private Process launch(InstanceFiles files) throws IOException {
    Files.createDirectories(files.logs());
    Path log = files.logs().resolve("supervisor.log");
    if (Files.exists(log) && Files.size(log) > MOST_LOG_BYTES) {
      Files.delete(log);
    }
    List<String> command = new ArrayList<>();
    // It must outlive this terminal.
    command.add(Files.isExecutable(SETSID) ? SETSID.toString() : "nohup");
    command.add(installation.launchScript().toString());
    command.addAll(List.of("supervise", "--silent", "--base", installation.base().toString()));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(limits.words());
    command.addAll(List.of("--data", files.data().toString()));
    command.addAll(List.of("--shutdown-limit", TimeSpan.text(place.shutdownLimit())));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String await(InstanceFiles files, Process supervisor, long consoleBefore) {
    HttpProbe probe = new HttpProbe(limits.probeLimit);
    long end = System.nanoTime() + limits.startLimit.toNanos();
    StartProgress progress = new StartProgress(files.data(), terminal, System::nanoTime);
    String last = "no answer yet";
    while (System.nanoTime() < end && Pause.of(LOOK)) {
      Optional<SupervisorNote> note =
          SupervisorNote.read(files.supervisorNote())
              .filter(each -> each.process().pid() == supervisor.pid());
      if (!supervisor.isAlive()) {
        throw down(files, supervisor, note, consoleBefore);
      }
      if (note.filter(each -> each.state() == SupervisorNote.State.RESTARTING).isPresent()) {
        throw ProcessFailures.triesAgain(withWords(note.get().reason(), consoleBefore));
      }
      ServerState state = ServerState.of(files);
      Optional<String> url = state.server().flatMap(ServerNote::url);
      if (note.isPresent() && url.isPresent()) {
        int status = probe.status(url.get(), "/health/ready");
        if (status == 200) {
          return state.line() + StartProgress.degraded(url.get(), files.data());
        }
        last = url.get() + "/health/ready says " + status;
      }
      progress.waiting(url);
    }
    throw ProcessFailures.notReady(
        progress.reason().isEmpty() ? last : last + "; " + progress.reason());
  }

  private Failure down(
      InstanceFiles files, Process supervisor, Optional<SupervisorNote> note, long consoleBefore) {
    Path log = console().file();
    return note.isPresent()
        ? ProcessFailures.staysDown(
            withWords(note.get().reason(), consoleBefore), supervisor.exitValue(), log)
        : ProcessFailures.staysDown(
            "the supervisor ended with " + supervisor.exitValue(),
            supervisor.exitValue(),
            files.logs().resolve("supervisor.log"));
  }

  private String withWords(String reason, long consoleBefore) {
    List<String> words = console().lastWords(consoleBefore, LAST_LINES);
    boolean said = words.isEmpty() || reason.contains(words.getLast().strip());
    return said ? reason : reason + ". It said: " + String.join(" / ", words);
  }
}

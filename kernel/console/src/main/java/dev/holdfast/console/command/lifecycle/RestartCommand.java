package dev.holdfast.console.command.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.HttpProbe;
import dev.holdfast.console.instance.FileAccess;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.ServerNote;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.instance.ServerState;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.instance.SupervisorNote;
import dev.holdfast.console.supervise.OrderlyStop;
import dev.holdfast.console.supervise.StartedWith;
import dev.holdfast.console.supervise.SupervisorLimits;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Pause;
import dev.holdfast.console.terminal.ProcessFailures;
import dev.holdfast.console.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends the server in order, for its supervisor or systemd to start it again. */
@Command(
    name = "restart",
    header = "Stop the server in order and start it again.",
    footer = {
      "  holdfast restart",
      "  holdfast restart --normal          leave safe mode: start every plugin again"
    },
    description =
        "%nReads the configuration first: with a mistake in it the old server runs on. Returns when the"
            + " new one is ready. A server that runs under start is started again as it was, with the"
            + " variables of this shell above its old ones; one of systemd as it was; otherwise the old one is ended and a new one started as by"
            + " holdfast start, with the settings that are given here.")
public final class RestartCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(100);

  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();
  @Mixin SupervisorLimits limits = new SupervisorLimits();

  @Option(names = "--normal", description = "Leave safe mode.")
  boolean normal;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    Platform.requireUnix("restart");
    limits.check();
    Path base = installation.base();
    ServerPlace place = ServerPlace.ofRunning(base);
    FileAccess.require(place.files().data());
    ServerState state = ServerState.of(place.files());
    boolean supervised = state.supervisor().isPresent();
    boolean unit = state.server().filter(ServerNote::underSystemd).isPresent();
    StartedWith before = before(state);
    Map<String, String> news =
        before.news(System.getenv(), StartedWith.substitutedIn(base.resolve("conf")));
    if (unit && news.keySet().stream().anyMatch(StartedWith::isSetting)) {
      throw ProcessFailures.environmentOfUnit(
          String.join(", ", news.keySet().stream().filter(StartedWith::isSetting).toList()));
    }
    Map<String, String> environment = new LinkedHashMap<>(before.environment());
    environment.putAll(news);
    List<String> wanted = new ArrayList<>(supervised || unit ? before.settings() : List.of());
    wanted.addAll(settings.all());
    if (state.server().isPresent()) {
      requireValid(wanted, environment);
    }
    if (normal) {
      Files.deleteIfExists(place.files().safeMode());
    }
    boolean asItWas = unit || (supervised && news.isEmpty());
    if (asItWas && state.server().isPresent() && settings.all().isEmpty()) {
      terminal.print(again(place, state.server().get(), supervised, terminal));
      return ExitCode.OK;
    }
    new OrderlyStop(place).run();
    try {
      ServerPlace now = ServerPlace.of(base, wanted, terminal);
      BackgroundStart start =
          new BackgroundStart(
              installation, wanted, environment, limits.orThoseOf(before, spec), now, terminal);
      terminal.print(start.run());
      return ExitCode.OK;
    } catch (ServerPlace.ConfigurationRefused e) {
      return e.exitCode();
    }
  }

  /** What is there now was started with; this command's own where that is not to be found. */
  private static StartedWith before(ServerState state) {
    return state
        .supervisor()
        .map(SupervisorNote::process)
        .or(() -> state.server().filter(ServerNote::underSystemd).map(ServerNote::process))
        .flatMap(StartedWith::of)
        .orElseGet(() -> new StartedWith(List.of(), System.getenv()));
  }

  /** Reads the new configuration as the new server would, while the old one runs on. */
  private void requireValid(List<String> wanted, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(installation.launchScript().toString());
    command.addAll(List.of("check-config", "--base", installation.base().toString()));
    wanted.forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process check = builder.start();
    String said = new String(check.getErrorStream().readAllBytes(), UTF_8);
    try {
      int code = check.waitFor();
      if (code != ExitCode.OK) {
        throw ProcessFailures.configurationRefused(said.strip(), code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProcessFailures.configurationRefused("interrupted", ExitCode.FAILURE);
    }
  }

  private String again(ServerPlace place, ServerNote old, boolean supervised, Terminal terminal)
      throws IOException {
    if (supervised) {
      Files.write(place.files().restartRequest(), new byte[0]);
    }
    old.process()
        .living()
        .ifPresent(handle -> {
          if (!handle.destroy() && handle.isAlive()) {
            throw ProcessFailures.mayNotSignal(
                handle.pid(), handle.info().user().orElse("another user"));
          }
        });
    HttpProbe probe = new HttpProbe(limits.probeLimit);
    StartProgress progress = new StartProgress(place.files().data(), terminal, System::nanoTime);
    long end = System.nanoTime() + place.shutdownLimit().plus(limits.startLimit).toNanos();
    while (System.nanoTime() < end && Pause.of(LOOK)) {
      ServerState state = ServerState.of(place.files());
      if (supervised && state.supervisor().isEmpty()) {
        throw ProcessFailures.staysDown(
            state.reason(), ExitCode.FAILURE, place.files().logs().resolve("console.log"));
      }
      Optional<String> url =
          state
              .server()
              .filter(note -> note.process().pid() != old.process().pid())
              .flatMap(ServerNote::url);
      if (url.filter(each -> probe.status(each, "/health/ready") == 200).isPresent()) {
        return state.line() + StartProgress.degraded(url.get(), place.files().data());
      }
      progress.waiting(url);
    }
    throw ProcessFailures.notReady(ServerState.of(place.files()).line());
  }
}

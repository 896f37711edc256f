package dev.holdfast.console;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
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
    header = "End the server in order and start it again.",
    footer = {
      "  holdfast restart",
      "  holdfast restart --normal          leave safe mode: start every plugin again"
    },
    description =
        "%nReturns when the new one is ready. A server that runs under start or systemd is started"
            + " again as it was; otherwise the old one is ended and a new one started as by"
            + " holdfast start, with the settings that are given here.")
final class RestartCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(100);

  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();
  @Mixin SupervisorLimits limits = new SupervisorLimits();

  @Option(names = "--normal", description = "Leave safe mode.")
  boolean normal;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Talk talk = Talk.of(requireNonNull(spec));
    Platform.requireUnix("restart");
    limits.check();
    ServerPlace place = ServerPlace.ofRunning(installation.base());
    if (normal) {
      Files.deleteIfExists(place.files().safeMode());
    }
    ServerState state = ServerState.of(place.files());
    boolean comesBack =
        state.supervisor().isPresent()
            || state.server().filter(ServerNote::underSystemd).isPresent();
    if (comesBack && state.server().isPresent() && settings.all().isEmpty()) {
      talk.print(again(place, state.server().get(), state.supervisor().isPresent()));
      return ExitCode.OK;
    }
    new OrderlyStop(place).run();
    try {
      ServerPlace now = ServerPlace.of(installation.base(), settings.all(), talk);
      talk.print(new BackgroundStart(installation, settings, limits, now).run());
      return ExitCode.OK;
    } catch (ServerPlace.ConfigurationRefused e) {
      return e.exitCode();
    }
  }

  private String again(ServerPlace place, ServerNote old, boolean supervised) throws IOException {
    if (supervised) {
      Files.write(place.files().restartRequest(), new byte[0]);
    }
    old.process().living().ifPresent(ProcessHandle::destroy);
    HttpProbe probe = new HttpProbe(limits.probeLimit);
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
        return state.line();
      }
    }
    throw ProcessFailures.notReady(ServerState.of(place.files()).line());
  }
}

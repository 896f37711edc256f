package dev.holdfast.console.command.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.supervise.SupervisorLimits;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts a supervisor with its server, and waits until the server is ready. */
@Command(
    name = "start",
    header = "Start the server in the background, and keep it running.",
    footer = {
      "  holdfast start",
      "  holdfast start --base /var/lib/holdfast --set web.port=9090",
      "  holdfast start && holdfast status"
    },
    description =
        "%nReturns when the server is ready, or says why it is not. A supervisor stays behind: it"
            + " starts the server again after every unexpected end, kills it when it answers"
            + " nothing, and writes both into logs/restarts.log.")
public final class StartCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();
  @Mixin SupervisorLimits limits = new SupervisorLimits();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    Platform.requireUnix("start");
    limits.check();
    try {
      ServerPlace place = ServerPlace.of(installation.base(), settings.all(), terminal);
      BackgroundStart start =
          new BackgroundStart(
              installation, settings.all(), System.getenv(), limits, place, terminal);
      terminal.print(start.run());
      return ExitCode.OK;
    } catch (ServerPlace.ConfigurationRefused e) {
      return e.exitCode();
    }
  }
}

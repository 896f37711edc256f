package dev.holdfast.console.command.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.supervise.OrderlyStop;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends the server and its supervisor. */
@Command(
    name = "stop",
    header = "Stop the server in order, and its supervisor.",
    footer = {"  holdfast stop", "  holdfast stop --base /var/lib/holdfast"},
    description =
        "%nReturns when both are gone. Also ends a server without a supervisor. A server that needs"
            + " longer than data.shutdown-limit is killed; nothing acknowledged is lost.")
public final class StopCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    Platform.requireUnix("stop");
    ServerPlace place = ServerPlace.ofRunning(installation.base());
    terminal.print(new OrderlyStop(place).run() ? "stopped" : "the server was not running");
    return ExitCode.OK;
  }
}

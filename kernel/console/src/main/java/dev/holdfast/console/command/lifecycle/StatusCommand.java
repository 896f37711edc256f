package dev.holdfast.console.command.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.FileAccess;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.instance.ServerState;
import dev.holdfast.console.terminal.Json;
import dev.holdfast.console.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether the server runs, without asking it. */
@Command(
    name = "status",
    header = "Show whether the server runs, and if not, why.",
    footer = {
      "  holdfast status",
      "  holdfast status --json",
      "  holdfast status >/dev/null || holdfast start"
    },
    description =
        "%nExits with 0 if there is a server process and with 3 if there is none. To see whether the"
            + " server is well: holdfast health.")
public final class StatusCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();

  @Option(names = "--json", description = "Print it as one JSON object.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    InstanceFiles files = ServerPlace.ofRunning(installation.base()).files();
    FileAccess.require(files.data());
    ServerState state = ServerState.of(files);
    Instant now = InstantSource.system().instant();
    terminal.print(json ? json(state, now) : state.line(Optional.of(now)));
    return state.exitCode();
  }

  private static String json(ServerState state, Instant now) {
    return Json.object(out -> {
      out.writeStringProperty("state", state.word());
      state
          .server()
          .ifPresent(server -> {
            out.writeNumberProperty("pid", server.process().pid());
            server.url().ifPresent(url -> out.writeStringProperty("url", url));
            out.writeStringProperty("version", server.version());
            server
                .started()
                .ifPresent(started ->
                    out.writeNumberProperty(
                        "uptimeSeconds", Duration.between(started, now).toSeconds()));
          });
      state
          .supervisor()
          .ifPresent(note -> {
            out.writeNumberProperty("supervisor", note.process().pid());
            out.writeNumberProperty("attempt", note.attempt());
          });
      state
          .untilNextStart(now)
          .ifPresent(
              wait -> out.writeNumberProperty("nextStartInSeconds", wait.toMillis() / 1000.0));
      if (!state.reason().isEmpty()) {
        out.writeStringProperty("reason", state.reason());
      }
    });
  }
}

package dev.holdfast.console.command.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.EmbeddedServer;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts the server in this process. */
@Command(
    name = "run",
    header = "Start the server in the foreground.",
    footer = {
      "  holdfast run",
      "  holdfast run --base /var/lib/holdfast --set web.port=9090",
      "  DATABASE_URL=postgresql://user:secret@host/events holdfast run"
    })
public final class RunCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path base = installation.base();
    List<String> given = settings.all();
    new LogFolder(base.resolve("logs")).require();
    return EmbeddedServer.run("run", base, given, Terminal.of(requireNonNull(spec)));
  }
}

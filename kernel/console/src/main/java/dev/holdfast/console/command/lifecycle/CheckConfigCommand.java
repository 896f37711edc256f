package dev.holdfast.console.command.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.EmbeddedServer;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration as a start would, and starts nothing. */
@Command(
    name = "check-config",
    header = "Read the configuration and report every mistake in it; start nothing.",
    footer = {
      "  holdfast check-config",
      "  holdfast check-config --base /var/lib/holdfast && restart-it"
    })
public final class CheckConfigCommand implements Callable<Integer> {
  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    return EmbeddedServer.run(
        "check-config", installation.base(), settings.all(), Terminal.of(requireNonNull(spec)));
  }
}

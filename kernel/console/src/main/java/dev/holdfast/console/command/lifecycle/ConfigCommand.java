package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.instance.EmbeddedServer;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.CommandGroup;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what can be set. */
@Command(
    name = "config",
    header = "Explain settings: meaning, range, current value.",
    footer = {
      "  holdfast config explain                          list the blocks",
      "  holdfast config explain journal                  list the settings of a block",
      "  holdfast config explain journal.segment-size     explain a setting",
      "  holdfast check-config                            check the configuration for mistakes"
    })
public final class ConfigCommand extends CommandGroup {

  @Command(
      name = "explain",
      header = "Explain a setting: its default, its range, and where its value comes from.",
      footer = {
        "  holdfast config explain",
        "  holdfast config explain web.port --base /var/lib/holdfast"
      })
  int explain(
      @Parameters(
              paramLabel = "KEY",
              arity = "0..1",
              defaultValue = "",
              description =
                  "As in holdfast.conf, such as web.port; of a block all that it has. Default: the"
                      + " blocks.")
          String key,
      @Mixin Installation installation,
      @Mixin Settings settings) {
    List<String> words = key.isEmpty() ? List.of() : List.of("--key", key);
    return EmbeddedServer.run("explain", installation.base(), settings.all(), words, terminal());
  }
}

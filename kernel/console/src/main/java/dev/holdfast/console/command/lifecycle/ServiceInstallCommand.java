package dev.holdfast.console.command.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.ProcessFailures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.spi.support.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a unit for systemd. */
@Command(
    name = "install",
    header = "Write a systemd unit and show the next commands.",
    footer = {
      "  holdfast service install --user holdfast --base /var/lib/holdfast",
      "  holdfast service install --dry-run         print the unit, write nothing"
    })
final class ServiceInstallCommand implements Callable<Integer> {
  private static final int VERIFY_SECONDS = 30;

  @Mixin Installation installation = new Installation();

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "The user that runs the server. Default: the current user.")
  String user = System.getProperty("user.name", "root");

  @Option(names = "--name", description = "Of the unit. Default: ${DEFAULT-VALUE}")
  String name = "holdfast";

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "The directory of the unit. Default: ${DEFAULT-VALUE}")
  Path directory = Path.of("/etc/systemd/system");

  @Option(names = "--dry-run", description = "Print the unit and write nothing.")
  boolean dryRun;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    Platform.requireUnix("service install");
    if (!name.matches("[A-Za-z0-9@_-]{1,80}") || !user.matches("[A-Za-z0-9_.-]{1,64}")) {
      throw Failures.badValue(
          "--name, --user", name + ", " + user, "letters, digits and - _ . only");
    }
    ServerPlace place = ServerPlace.ofRunning(installation.base());
    String text =
        new ServiceUnit(
                installation.launchScript(), place, user, System.getProperty("java.home", ""))
            .text();
    if (dryRun) {
      terminal.print(text.strip());
      return ExitCode.OK;
    }
    Path unit = directory.resolve(name + ".service");
    write(unit, text);
    terminal.print("written: " + unit);
    verify(unit, terminal);
    terminal.say("");
    String directories = place.files().logs() + "\" \"" + place.files().data() + "\"";
    terminal.say("  install -d -o " + user + " \"" + directories);
    terminal.say("  systemctl daemon-reload");
    terminal.say("  systemctl enable --now " + name + "      start it now and at boot");
    terminal.say("  systemctl status " + name + "            show its state");
    terminal.say("  journalctl -u " + name + "               show its log");
    return ExitCode.OK;
  }

  private static void write(Path unit, String text) {
    try {
      AtomicFile.write(unit, text);
      // It holds no secret, and systemd warns of a unit that others cannot read.
      Files.setPosixFilePermissions(unit, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw ProcessFailures.unitNotWritable(unit, e);
    }
  }

  /** systemd's own opinion, where it is there. */
  private static void verify(Path unit, Terminal terminal) {
    try {
      Process process =
          new ProcessBuilder("systemd-analyze", "verify", unit.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (process.waitFor(VERIFY_SECONDS, TimeUnit.SECONDS) && !said.isEmpty()) {
        terminal.say("systemd-analyze verify says:");
        said.lines().limit(20).forEach(line -> terminal.say("  " + line));
      }
    } catch (IOException e) {
      terminal.say("systemd-analyze is not installed, so the unit was not checked");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

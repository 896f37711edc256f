package dev.holdfast.console.command.lifecycle;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.InstanceFiles;
import dev.holdfast.console.instance.ServerPlace;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.supervise.ConsoleLog;
import dev.holdfast.console.supervise.ProcessSupervisor;
import dev.holdfast.console.supervise.StopRequest;
import dev.holdfast.console.supervise.SupervisorLimits;
import dev.holdfast.console.supervise.SupervisorLock;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.console.terminal.TimeSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code start} leaves in the background. */
@Command(
    name = "supervise",
    header = "Keep a server running, in the foreground. holdfast start does so in the background.",
    footer = {
      "  holdfast supervise --base /var/lib/holdfast",
      "  holdfast supervise --hang-limit 10s --max-restarts 20"
    },
    description =
        "%nRestarts the server after every unexpected end, and kills a server that does not answer."
            + " For hosts without a service manager. Ctrl-C and SIGTERM stop the server and the supervisor.")
public final class SuperviseCommand implements Callable<Integer> {
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  /** After the server's own limit and the grace on top of it. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();
  @Mixin SupervisorLimits limits = new SupervisorLimits();

  @Option(names = "--silent", hidden = true, description = "Say nothing; restarts.log has it all.")
  boolean silent;

  @Option(
      names = "--data",
      hidden = true,
      description = "What start has found out already; it costs memory to read the configuration.")
  @Nullable Path data;

  @Option(names = "--shutdown-limit", hidden = true, converter = TimeSpan.class)
  Duration shutdownLimit = Duration.ofSeconds(30);

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    Platform.requireUnix("supervise");
    limits.check();
    ServerPlace place;
    try {
      place =
          data == null
              ? ServerPlace.of(installation.base(), settings.all(), terminal)
              : new ServerPlace(new InstanceFiles(installation.base(), data), shutdownLimit);
    } catch (ServerPlace.ConfigurationRefused e) {
      return e.exitCode();
    }
    try (SupervisorLock lock = SupervisorLock.take(place.files(), SuperviseCommand::giveWay);
        StopRequest stop = StopRequest.listen(place.shutdownLimit().plus(PATIENCE))) {
      return new ProcessSupervisor(
              place.files(),
              console -> launch(console),
              limits,
              place.shutdownLimit(),
              stop.asked(),
              InstantSource.system(),
              line -> {
                if (!silent) {
                  terminal.say("holdfast: " + line);
                }
              })
          .supervise();
    }
  }

  /** Another supervisor looks after the server now; two would each start one. */
  private static void giveWay() {
    System.err.println(
        "holdfast: another supervisor has taken over, after this one's lock was deleted");
    Runtime.getRuntime().halt(ExitCode.ALREADY_RUNNING);
  }

  private Process launch(ConsoleLog console) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // A session of its own: Ctrl-C is for the supervisor, which then asks the server once.
      command.add(SETSID.toString());
    }
    command.add(installation.launchScript().toString());
    command.addAll(List.of("run", "--base", installation.base().toString()));
    settings.all().forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.file().toFile()));
    // Its log is in logs/holdfast.log; nobody looks at its console.
    builder.environment().put("HOLDFAST_CONSOLE_LEVEL", "OFF");
    return builder.start();
  }
}

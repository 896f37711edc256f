package dev.holdfast.tools.demo;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Scratch;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.CtrlC;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Terminal;
import dev.holdfast.tools.launch.ServerProcess;
import dev.holdfast.tools.launch.ServerStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Something that moves, to look around. */
@Command(
    name = "demo",
    header = "Start a server with a live producer: a simulated observatory.",
    footer = {
      "  holdfast demo",
      "  holdfast demo --rate 200 --seconds 60",
      "  holdfast demo --url http://127.0.0.1:8080      send to a server that runs already"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int USUAL_PORT = 8080;

  @Mixin Installation installation = new Installation();
  @Mixin Settings settings = new Settings();

  @Option(names = "--url", description = "Send to this server and start none.")
  @Nullable String url;

  @Option(names = "--rate", description = "Events a second. Default: ${DEFAULT-VALUE}")
  double rate = 20;

  @Option(names = "--seed", description = "Another night. Default: ${DEFAULT-VALUE}")
  long seed = 1;

  @Option(names = "--seconds", description = "End by itself. Default: go on until Ctrl-C")
  double seconds = Double.POSITIVE_INFINITY;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if (!(rate > 0 && rate <= 10_000)) {
      throw Failures.badValue("--rate", String.valueOf(rate), "events a second, at most 10000");
    }
    if (url != null) {
      return produce(url, "", terminal);
    }
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), Scratch.DEMO);
        ServerProcess server = start(scratch.directory()).launch()) {
      terminal.say("starting a server in " + scratch.directory() + " ...");
      int code =
          produce(server.awaitListening(START_LIMIT), scratch.directory().toString(), terminal);
      terminal.say("stopping the server ...");
      return code;
    }
  }

  private ServerStart start(Path base) {
    List<String> all = new ArrayList<>(List.of("web.port=" + port()));
    all.addAll(settings.all());
    return new ServerStart(installation.launchScript(), base, all, Map.of());
  }

  private int produce(String address, String base, Terminal terminal) {
    try (ServerApi api = new ServerApi(address)) {
      invite(api.address().toString(), base, terminal);
      String night = Long.toString(InstantSource.system().millis(), 36);
      DemoData data = new DemoData(seed, night);
      ObservatoryFeed feed =
          new ObservatoryFeed(api.ingest(), data, rate, InstantSource.system(), terminal);
      return feed.run(Duration.ofMillis((long) Math.min(seconds * 1000, Long.MAX_VALUE / 2e6)))
          ? ExitCode.OK
          : ExitCode.FAILURE;
    }
  }

  /** What to type; the base is empty when somebody else has started the server. */
  private void invite(String address, String base, Terminal terminal) {
    terminal.print(address);
    terminal.say("");
    terminal.say("An observatory sends " + (long) rate + " events a second to " + address);
    if (!base.isEmpty()) {
      terminal.say("The server keeps its data in its base, " + base + ".");
    }
    terminal.say("");
    terminal.say(
        base.isEmpty()
            ? "In another terminal:"
            : "In another terminal; without --base, commands find the one demo that runs:");
    terminal.say("");
    String holdfast = installation.launchScript().toString();
    String where = base.isEmpty() ? " --url " + address : "";
    terminal.say("  " + holdfast + " health" + where);
    terminal.say("  " + holdfast + " tail -f --source observatory/weather" + where);
    terminal.say("  " + holdfast + " send '{\"hello\":1}' --source me" + where);
    if (!base.isEmpty()) {
      terminal.say("  " + holdfast + " doctor --base " + base);
    }
    terminal.say("");
    terminal.say("  curl '" + address + "/events?order=newest&limit=5'");
    terminal.say("  curl " + address + "/metrics | grep holdfast_");
    terminal.say("  wscat -s holdfast.v1 -c " + address.replaceFirst("http", "ws") + "/ingest");
    terminal.say(
        "      > {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"me\",\"type\":\"hello\"}");
    terminal.say("");
    terminal.say("Ctrl-C stops both.");
  }

  /** The usual port when it is free, so that what the documentation shows can be typed. */
  private static int port() {
    try (ServerSocket probe = new ServerSocket(USUAL_PORT, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      return 0;
    }
  }
}

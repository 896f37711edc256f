package dev.holdfast.console.demo;

import static java.util.Objects.requireNonNull;

import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.instance.Installation;
import dev.holdfast.console.instance.Scratch;
import dev.holdfast.console.instance.ServerProcess;
import dev.holdfast.console.instance.ServerStart;
import dev.holdfast.console.instance.Settings;
import dev.holdfast.console.terminal.CtrlC;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.Talk;
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
    Talk talk = Talk.of(requireNonNull(spec));
    if (!(rate > 0 && rate <= 10_000)) {
      throw Failures.badValue("--rate", String.valueOf(rate), "events a second, at most 10000");
    }
    if (url != null) {
      return produce(url, "", talk);
    }
    try (CtrlC ctrlC = CtrlC.interruptsThisThread();
        Scratch scratch = Scratch.of(installation.ownBase(), Scratch.DEMO);
        ServerProcess server = start(scratch.directory()).launch()) {
      talk.say("starting a server in " + scratch.directory() + " ...");
      int code = produce(server.awaitListening(START_LIMIT), scratch.directory().toString(), talk);
      talk.say("stopping the server ...");
      return code;
    }
  }

  private ServerStart start(Path base) {
    List<String> all = new ArrayList<>(List.of("web.port=" + port()));
    all.addAll(settings.all());
    return new ServerStart(installation.launchScript(), base, all, Map.of());
  }

  private int produce(String address, String base, Talk talk) {
    try (ServerApi api = new ServerApi(address)) {
      invite(api.address().toString(), base, talk);
      String night = Long.toString(InstantSource.system().millis(), 36);
      DemoData data = new DemoData(seed, night);
      ObservatoryFeed feed =
          new ObservatoryFeed(api.ingest(), data, rate, InstantSource.system(), talk);
      return feed.run(Duration.ofMillis((long) Math.min(seconds * 1000, Long.MAX_VALUE / 2e6)))
          ? ExitCode.OK
          : ExitCode.FAILURE;
    }
  }

  /** What to type; the base is empty when somebody else has started the server. */
  private void invite(String address, String base, Talk talk) {
    talk.print(address);
    talk.say("");
    talk.say("An observatory sends " + (long) rate + " events a second to " + address);
    talk.say("");
    talk.say("  curl " + address + "/health");
    talk.say("  curl '" + address + "/events?limit=5'");
    talk.say("  curl '" + address + "/events?source=observatory/weather&limit=5'");
    talk.say("  curl " + address + "/metrics | grep holdfast_");
    talk.say("  wscat -s holdfast.v1 -c " + address.replaceFirst("http", "ws") + "/ingest");
    talk.say("      > {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"me\",\"type\":\"hello\"}");
    if (!base.isEmpty()) {
      String holdfast = installation.launchScript().toString();
      talk.say("");
      talk.say("  " + holdfast + " health --base " + base);
      talk.say("  " + holdfast + " doctor --base " + base);
    }
    talk.say("");
    talk.say("Ctrl-C stops both.");
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

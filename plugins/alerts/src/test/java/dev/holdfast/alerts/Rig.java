package dev.holdfast.alerts;

import dev.holdfast.alerts.condition.FakeServerView;
import dev.holdfast.alerts.support.AlertsConfig;
import dev.holdfast.alerts.support.DefaultConfig;
import dev.holdfast.alerts.support.TestTime;
import dev.holdfast.spi.Contribution;
import dev.holdfast.spi.alert.Notifier;
import dev.holdfast.spi.server.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;

/** All of the plugin but its thread, on a clock that the test turns and a disk that stays. */
final class Rig {
  final TestTime clock = new TestTime();
  final FakeServerView server;
  final Map<String, FakeChannel> channels = new LinkedHashMap<>();
  final Map<String, Integer> outcomes = new TreeMap<>();
  final Path directory;
  final Map<String, Notifier> others = new LinkedHashMap<>();
  ExecutorService threads = FakeExecutor.sameThread();
  AlertsConfig config = DefaultConfig.defaults();
  AlertEngine engine;

  Rig(Path directory, String... names) throws IOException {
    this.directory = directory;
    this.server = new FakeServerView(clock, directory);
    for (String name : names) {
      channels.put(name, new FakeChannel());
    }
    this.engine = open();
  }

  /** Two channels, of which the routes name one. */
  static Rig routedToSlack(Path directory) throws IOException {
    return routed(directory, List.of("slack"), List.of("slack"));
  }

  /** Two channels, and who hears what. */
  static Rig routed(Path directory, List<String> critical, List<String> warning)
      throws IOException {
    Rig routed = new Rig(directory, "email", "slack");
    AlertsConfig all = routed.config;
    routed.configure(new AlertsConfig.Routes(critical, warning), all.delivery());
    return routed;
  }

  /** It is started again with these. */
  void configure(AlertsConfig.Routes routes, AlertsConfig.DeliveryLimits delivery)
      throws IOException {
    config =
        new AlertsConfig(
            config.downAfter(),
            config.degradedAfter(),
            config.boardAfter(),
            config.clearAfter(),
            config.settle(),
            config.repeatCritical(),
            config.repeatWarning(),
            config.maxIncidents(),
            config.maxSilences(),
            config.longestSilence(),
            config.publicUrl(),
            config.serverName(),
            config.flapping(),
            config.follows(),
            routes,
            config.rulesInterval(),
            config.rules(),
            delivery,
            config.heartbeat());
    crash();
  }

  private AlertEngine open() throws IOException {
    Path data = Files.createDirectories(directory.resolve("alerts"));
    AlertEngine.Parts parts =
        AlertsPlugin.parts(
            config,
            server,
            clock.now(),
            data,
            threads,
            (channel, outcome) -> outcomes.merge(channel + " " + outcome, 1, Integer::sum));
    return new AlertEngine(parts, config, clock::now, this::contributions);
  }

  private List<Contribution<Notifier>> contributions() {
    List<Contribution<Notifier>> all = new ArrayList<>();
    channels.forEach((name, channel) -> all.add(new Contribution<>(name, channel)));
    others.forEach((name, channel) -> all.add(new Contribution<>(name, channel)));
    return all;
  }

  /** The process ends without a word, and begins again on what is on the disk. */
  void crash() throws IOException {
    engine = open();
  }

  FakeChannel channel(String name) {
    FakeChannel found = channels.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name);
    }
    return found;
  }

  void pass(Duration time) {
    pass(time, Duration.ofSeconds(1));
  }

  void pass(Duration time, Duration step) {
    for (Duration left = time; left.isPositive(); left = left.minus(step)) {
      clock.advance(step);
      engine.step();
      // What was sent has been answered at once.
      engine.step();
    }
  }

  int waiting() throws IOException {
    return engine.read(parts -> parts.outbox().size());
  }

  void databaseDown() {
    server.down(
        "database/connection",
        "HF-DB-002",
        "The database cannot be reached: db.example:5432: Connection refused",
        "Start it");
  }

  /** As event-store says it while the database is away. */
  void storingWaits() {
    server.is(
        "event-store/store",
        Verdict.DEGRADED,
        Map.of(
            "code",
            "HF-STORE-003",
            "reason",
            "Events wait in the journal until the database accepts them: HF-DB-002 The database"
                + " cannot be reached"));
  }
}

package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.rogue.Rogue;
import dev.holdfast.distribution.rogue.RogueConfig;
import dev.holdfast.testkit.HttpReceiver;
import dev.holdfast.testkit.fault.PluginJar;
import dev.holdfast.testkit.network.FaultyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole promise at once: steady load, and again and again something breaks: the database, the
 * network before it, a plugin. Nothing grows, what was acknowledged is in the database, and each
 * fault is told once and its end once.
 */
@Tag("long") // Each fault of it alone: DatabaseDrillIT, AlertsIT, FaultPluginsIT.
final class EnduranceIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern STATUS = Pattern.compile("\"status\":\"(\\w+)\"");
  private static final Pattern NAME = Pattern.compile("\"alertname\":\"([^\"]+)\"");
  private static final Pattern SEVERITY = Pattern.compile("\"severity\":\"(\\w+)\"");
  private static final Pattern ACKNOWLEDGED = Pattern.compile("acknowledged ([0-9,]+), stored");
  private static final long MOST_ON_THE_WAY = 10_000;
  private static final String DATABASE = "health/database/connection";
  private static final String PLUGIN = "health/rogue";

  /** How long a fault lasts after people were told of it. */
  private static final Duration AFTER_THE_MESSAGE = Duration.ofSeconds(2);

  @TempDir Path files;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private Postgres postgres;
  private DrillGround ground;
  private HttpReceiver receiver;
  private Path base;

  /** One that has happened, after so many messages; times from its beginning. */
  private record Fault(String name, String alert, int messages, Duration told, Duration ended) {}

  @BeforeEach
  void prepare() throws Exception {
    base = files.resolve("server");
    postgres = Postgres.started(files.resolve("postgres"), files.resolve("work"), 50);
    ground = new DrillGround(postgres, base);
    receiver = HttpReceiver.open();
    PluginJar.of(Rogue.class)
        .and(RogueConfig.class)
        .with("reference.conf", "holdfast.rogue.greeting = none")
        .writeTo(Files.createDirectories(base.resolve("plugins")).resolve("rogue.jar"));
  }

  @AfterEach
  void tidy() throws Exception {
    receiver.close();
    ground.close();
    postgres.close();
  }

  @Test
  void liveThroughThreeFaultsInAMinute() throws Exception {
    endure("0.9", "1000", "12s", 3, 1);
    assertThat(faults).as("of each kind one").hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void liveThroughAFaultAMinuteAtFiveThousandEventsASecond() throws Exception {
    endure("20.5", "5000", "60s", 10, 10);
    assertThat(faults).hasSize(20);
    assertThat(faults.getFirst().messages()).as("told before the first fault").isZero();
  }

  /** Told after so many seconds, and called over after so many. */
  private void endure(String minutes, String rate, String every, int lasting, int gone)
      throws Exception {
    List<Object> words =
        new ArrayList<>(List.of("soak", "--minutes", minutes, "--rate", rate, "--base", base));
    // What comes on top of this heap is some 115 MB, and 155 while the JVM compiles after a fault.
    words.addAll(List.of("--heap", "80m", "--max-rss", "250", "--trouble-every", every));
    words.addAll(List.of("--trouble", ground.switches.command("trouble", this::trouble)));
    for (String setting : settings(lasting, gone)) {
      words.addAll(List.of("--set", setting));
    }
    Command.Ended ended = Command.holdfast(words.toArray()).run(Duration.ofMinutes(45));
    long rows = postgres.countIn(DrillGround.DATABASE, "select count(distinct id) from event");
    String table = table(ended.output()) + rows + " rows in the database\n";
    System.out.println(table);
    Files.writeString(Unzipped.archive("").resolveSibling("endurance-" + rate + ".txt"), table);

    // The directory of a failed test is not kept.
    Files.copy(
        base.resolve("logs/holdfast.log"),
        Unzipped.archive("").resolveSibling("endurance-" + rate + ".log"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(ended.code()).as(table).isZero();
    assertThat(rows)
        .as("what was on its way at the end may be stored without an answer")
        .isBetween(acknowledged(ended.output()), acknowledged(ended.output()) + MOST_ON_THE_WAY);
    // On a busy machine the database may be told of at the start, before it is connected.
    List<String> told = story().subList(faults.getFirst().messages(), story().size());
    assertThat(told).as(table).containsExactlyElementsOf(expected());
    assertThat(faults)
        .as("told in time")
        .allMatch(fault -> fault.told().compareTo(Duration.ofSeconds(lasting + 5)) < 0);
    assertThat(base.resolve("data/alerts/outbox")).isEmptyDirectory();
  }

  private static long acknowledged(String output) {
    Matcher said = ACKNOWLEDGED.matcher(output);
    assertThat(said.find()).as(output).isTrue();
    return Long.parseLong(said.group(1).replace(",", ""));
  }

  /** One fault in a minute is what is wanted here, and no sign of something else. */
  private List<String> settings(int lasting, int gone) {
    return List.of(
        "database.url=" + ground.url(),
        "webhook.url=" + receiver.uri("/hook"),
        "alerts.down-after=" + lasting + "s",
        "alerts.degraded-after=1m",
        "alerts.clear-after=" + gone + "s",
        "alerts.settle=5s",
        "alerts.flapping.changes=100",
        "alerts.rules.database-lost-often.enabled=false",
        "alerts.rules.plugin-restarts.enabled=false",
        "alerts.delivery.pace=1s",
        // What this test itself writes to the disk of the database would fill it, one day.
        "memory-watchdog.resources.disk-time=0s",
        "supervision.max-restarts=1000",
        "supervision.backoff-max=2s");
  }

  /** The next kind of fault, from its beginning until people have heard of its end. */
  private void trouble() throws Exception {
    FaultyNetwork network = ground.network;
    switch (faults.size() % 6) {
      case 0 -> round("database crashed", DATABASE, postgres::crash, postgres::start);
      case 1 -> round("network silent", DATABASE, network::hang, network::pass);
      case 3 -> round("database frozen", DATABASE, postgres::freeze, postgres::resume);
      case 4 -> round("network refuses", DATABASE, network::refuse, network::pass);
      default -> round("plugin fails", PLUGIN, this::breakPlugin, this::mendPlugin);
    }
  }

  private void round(String name, String alert, Switches.Action stop, Switches.Action start)
      throws Exception {
    int before = receiver.requests().size();
    long begun = System.nanoTime();
    stop.run();
    awaitMessages(before + 1, name);
    Duration told = Duration.ofNanos(System.nanoTime() - begun);
    await().pollDelay(AFTER_THE_MESSAGE).until(() -> true);
    start.run();
    awaitMessages(before + 2, name);
    faults.add(new Fault(name, alert, before, told, Duration.ofNanos(System.nanoTime() - begun)));
  }

  private void awaitMessages(int number, String fault) {
    await(fault)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> receiver.requests().size() >= number);
  }

  private void breakPlugin() throws IOException {
    tellRogue("at-start");
    tellRogue("do");
  }

  private void tellRogue(String file) throws IOException {
    Path directory = Files.createDirectories(base.resolve("data/rogue"));
    Path half = Files.writeString(directory.resolve("half"), "fail");
    Files.move(half, directory.resolve(file));
  }

  private void mendPlugin() throws IOException {
    Files.delete(base.resolve("data/rogue/at-start"));
  }

  private List<String> story() {
    return receiver.requests().stream()
        .map(HttpReceiver.Request::body)
        .map(body -> first(STATUS, body) + " " + first(SEVERITY, body) + " " + first(NAME, body))
        .toList();
  }

  private List<String> expected() {
    return faults.stream()
        .map(fault -> " critical " + fault.alert())
        .flatMap(told -> Stream.of("firing" + told, "resolved" + told))
        .toList();
  }

  private static String first(Pattern pattern, String body) {
    Matcher found = pattern.matcher(body);
    return found.find() ? found.group(1) : "";
  }

  private String table(String soak) {
    StringBuilder table = new StringBuilder(soak);
    for (Fault fault : faults) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-18s after %2d messages; told after %5.1f s, its end %5.1f s after the beginning%n",
              fault.name(),
              fault.messages(),
              fault.told().toMillis() / 1e3,
              fault.ended().toMillis() / 1e3));
    }
    return table.append(String.join("\n", story())).append('\n').toString();
  }
}

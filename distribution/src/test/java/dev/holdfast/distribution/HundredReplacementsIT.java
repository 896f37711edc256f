package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.rogue.Tally;
import dev.holdfast.testkit.fault.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers of the journal are replaced under 2,000 events a second, again and again, on an unzipped
 * server: a jar that somebody drops in, and the event store that came with it (A4, F3). Nothing is
 * lost or doubled, nobody waits, and the old versions leave the heap.
 */
final class HundredReplacementsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PER_SECOND = 2_000;
  private static final Pattern LOADERS = Pattern.compile("(\\d+) +\\d+ +\\S+PluginClassLoader\\b");

  @TempDir Path base;
  private UnzippedServer server;
  private PacedProducer producer;

  @BeforeEach
  void begin() throws Exception {
    Files.createDirectory(base.resolve("plugins"));
    dropTally(0);
    forgetSoftCaches();
    server = UnzippedServer.start(base, "plugins.watch-interval=200ms", "plugins.unload-limit=1s");
    awaitTally(0);
    await().atMost(LIMIT).until(() -> server.get("/health/ready").statusCode() == 200);
    producer = PacedProducer.to(server, Tally.SOURCE, PER_SECOND);
  }

  @AfterEach
  void end() {
    producer.close();
    server.close();
  }

  /**
   * The JDK keeps a record's last equals in a soft cache, and with it one old version of its plugin
   * for some minutes. A test has no time for that.
   */
  private void forgetSoftCaches() throws IOException {
    Path options = Files.createDirectory(base.resolve("conf")).resolve("jvm.options");
    Files.copy(Unzipped.home().resolve("conf/jvm.options"), options);
    Files.writeString(options, "\n-XX:SoftRefLRUPolicyMSPerMB=0\n", StandardOpenOption.APPEND);
  }

  @Test
  @Tag("long") // Once each, and under load as well: HotPluginIT.
  void aHundredReplacementsOfEachLoseAndDoubleNothing() throws Exception {
    replace(100);
  }

  private void dropTally(int version) throws IOException {
    PluginJar.of(Tally.class)
        .with("version", String.valueOf(version))
        .writeTo(base.resolve("plugins/tally.jar"));
  }

  private void awaitTally(int version) {
    Path file = base.resolve("data/tally/version");
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Files.exists(file) && Files.readString(file).equals(String.valueOf(version)));
  }

  private void replace(int times) throws Exception {
    awaitAcknowledged(PER_SECOND);
    int plugins = loaders();
    tell("before");
    for (int i = 1; i <= times; i++) {
      dropTally(i);
      awaitTally(i);
    }
    tell(times + " jars dropped in");
    for (int i = 1; i <= times; i++) {
      assertThat(server.operate("event-store", "reload").body()).contains("\"Running\"");
      awaitAcknowledged(PER_SECOND / 10);
    }
    tell(times + " reloads of the event store");
    awaitAcknowledged(PER_SECOND);
    int sent = producer.end();
    tell("after");

    Path tally = base.resolve("data/tally/ids");
    await().atMost(LIMIT).until(() -> Files.readAllLines(tally).size() >= sent);
    balance("what the jar has seen", sent, Files.readAllLines(tally));
    EmbeddedDatabase database = EmbeddedDatabase.below(base);
    await().atMost(LIMIT).until(() -> database.ids(Tally.SOURCE).size() >= sent);
    balance("rows", sent, database.ids(Tally.SOURCE));
    assertThat(server.metric("holdfast_plugin_restarts_total", "cause=\"worker"))
        .as("workers that failed or stalled")
        .isZero();
    oldVersionsHaveLeft(plugins);
  }

  private static void balance(String what, int sent, List<String> ids) {
    Set<String> missing =
        IntStream.range(0, sent).mapToObj(String::valueOf).collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();
    List<String> doubled = ids.stream().filter(id -> !seen.add(id)).toList();
    missing.removeAll(seen);
    System.out.printf(
        "%d acknowledged, %s: %d, %d missing, %d doubled%n",
        sent, what, ids.size(), missing.size(), doubled.size());
    assertThat(missing).as(what + ", missing").isEmpty();
    assertThat(doubled).as(what + ", doubled").isEmpty();
    assertThat(ids).as(what).hasSize(sent);
  }

  private void awaitAcknowledged(int more) {
    int before = producer.acknowledged();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !producer.failure().isEmpty() || producer.acknowledged() > before + more);
    assertThat(producer.failure()).isEmpty();
  }

  private void oldVersionsHaveLeft(int plugins) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(() -> {
          server.jcmd("GC.run");
          assertThat(loaders()).as("class loaders in the heap").isEqualTo(plugins);
          assertThat(server.metric("holdfast_plugin_versions_held", "")).isZero();
        });
    tell("after a full collection");
  }

  private int loaders() throws IOException, InterruptedException {
    String histogram = server.jcmd("GC.class_histogram");
    Matcher matcher = LOADERS.matcher(histogram);
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  private void tell(String when) {
    System.out.printf(
        Locale.ROOT,
        "%-30s %s; RSS %d MB, metaspace %.1f MB, %.0f classes%n",
        when,
        producer.look(),
        residentMegabytes(),
        server.metric("jvm_memory_used_bytes", "id=\"Metaspace\"") / 1e6,
        server.metric("jvm_classes_loaded_classes", ""));
  }

  private long residentMegabytes() {
    try {
      return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .map(line -> Long.valueOf(line.replaceAll("\\D+", "")) / 1024)
          .collect(Collectors.toList())
          .getFirst();
    } catch (IOException e) {
      return 0;
    }
  }
}

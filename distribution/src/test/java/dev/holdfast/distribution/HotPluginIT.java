package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars come, change and go, and plugins are operated, on an unzipped server that runs. */
final class HotPluginIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** After each plugin was restarted and read again: the load is there for the next one. */
  private static final int ACKNOWLEDGED_AFTER = 20;

  @TempDir Path base;

  private Ended plugins(String... words) throws IOException, InterruptedException {
    Object[] all = new Object[words.length + 3];
    all[0] = "plugins";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--base";
    all[words.length + 2] = base;
    return TypedCommand.run(LIMIT, all);
  }

  private static void awaitStatus(UnzippedServer server, String path, int status) {
    await().atMost(LIMIT).until(() -> server.get(path).statusCode() == status);
  }

  /** One server bears all of it, but for the last step, which is of the next one. */
  @Test
  void jarsComeAndGoPluginsAreReadAgainUnderLoadAndAQuarantineOutlivesTheServer() throws Exception {
    Files.createDirectory(base.resolve("plugins"));
    try (UnzippedServer server =
        UnzippedServer.start(base, "plugins.watch-interval=200ms", "health.interval=200ms")) {
      aJarIsStartedWhenItComesKeptWhenItsReplacementIsBrokenAndStoppedWhenItGoes(server);
      pluginsAreRestartedAndReadAgainUnderLoadAndNoEventIsLostOrDoubled(server);
      awaitStatus(server, "/health/event-store", 200);
      assertThat(plugins("quarantine", "event-store").code()).isZero();
      awaitStatus(server, "/health/event-store", 503);
    }
    try (UnzippedServer server = UnzippedServer.start(base)) {
      awaitStatus(server, "/health/event-store", 503);
      assertThat(server.get("/health/event-store").body())
          .contains("HF-PLG-007", "holdfast plugins release event-store");
      assertThat(plugins("release", "event-store").code()).isZero();
      awaitStatus(server, "/health/event-store", 200);
    }
  }

  private void aJarIsStartedWhenItComesKeptWhenItsReplacementIsBrokenAndStoppedWhenItGoes(
      UnzippedServer server) throws Exception {
    Path folder = base.resolve("plugins");
    Path example = Unzipped.home().resolve("share/examples/plugins/example");
    Path jar = folder.resolve("example.jar");
    awaitStatus(server, "/health/journal", 200);
    assertThat(server.get("/health/example").statusCode()).isEqualTo(404);

    Files.copy(Unzipped.jar(example, "example"), jar);
    awaitStatus(server, "/health/example", 200);

    Files.writeString(jar, "not a jar any more");
    awaitStatus(server, "/health/example/replacement", 200);
    assertThat(server.get("/health/example/replacement").body())
        .contains("HF-PLG-001", "\"degraded\":true");
    assertThat(plugins("info", "example").output()).contains("Running since", "example.jar");

    Files.delete(jar);
    awaitStatus(server, "/health/example", 404);
    assertThat(plugins("ls").output()).contains("journal", "Running").doesNotContain("example");
    assertThat(server.get("/metrics").body()).doesNotContain("plugin=\"example\"");
    whatItHasLeftIsPurgedOnlyWhenThatIsConfirmed();
  }

  private void whatItHasLeftIsPurgedOnlyWhenThatIsConfirmed() throws Exception {
    Path place = base.resolve("data/journal/places/example");
    Ended shown = plugins("purge", "example");
    assertThat(shown.code()).isEqualTo(2);
    assertThat(shown.output()).contains("left: reader example of the journal (ordinary)");
    assertThat(shown.output()).contains("left: folder", "data/example", "--yes");
    assertThat(place).exists();
    assertThat(plugins("purge", "journal", "--yes").output()).contains("HF-PLG-034");
    Ended purged = plugins("purge", "example", "--yes");
    assertThat(purged.code()).isZero();
    assertThat(purged.output()).contains("deleted: reader example");
    assertThat(place).doesNotExist();
    assertThat(base.resolve("data/example")).doesNotExist();
    assertThat(plugins("purge", "example").output()).contains("nothing is left of example");
    assertThat(Files.readString(base.resolve("logs/audit.log")))
        .contains("method=\"DELETE\" path=\"/admin/plugins/example/leftovers\" status=200");
  }

  private void pluginsAreRestartedAndReadAgainUnderLoadAndNoEventIsLostOrDoubled(
      UnzippedServer server) throws Exception {
    awaitStatus(server, "/health/ready", 200);
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger acknowledged = new AtomicInteger();
    Thread producer = Thread.ofPlatform().start(() -> send(server, going, acknowledged));
    for (String plugin : new String[] {"event-store", "journal", "database", "ingest"}) {
      assertThat(plugins("restart", plugin)).extracting(Ended::code).isEqualTo(0);
      assertThat(plugins("reload", plugin)).extracting(Ended::code).isEqualTo(0);
      awaitStatus(server, "/health/ready", 200);
      int before = acknowledged.get();
      await().atMost(LIMIT).until(() -> acknowledged.get() >= before + ACKNOWLEDGED_AFTER);
    }
    going.set(false);
    producer.join();
    EmbeddedDatabase database = EmbeddedDatabase.below(base);
    // The last one may be stored although its answer was lost.
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(database.ids("/hot").size())
                .isBetween(acknowledged.get(), acknowledged.get() + 1));
  }

  /** One after the other, each again and again until it is taken. */
  private static void send(UnzippedServer server, AtomicBoolean going, AtomicInteger acknowledged) {
    while (going.get()) {
      String event =
          "{\"specversion\":\"1.0\",\"id\":\"%d\",\"source\":\"/hot\",\"type\":\"t\",\"data\":1}"
              .formatted(acknowledged.get());
      if (server.post("/events", "application/cloudevents+json", event).statusCode() == 202) {
        acknowledged.incrementAndGet();
      }
    }
  }
}

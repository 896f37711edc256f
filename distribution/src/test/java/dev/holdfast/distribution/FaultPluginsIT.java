package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.rogue.Egg;
import dev.holdfast.distribution.rogue.Hen;
import dev.holdfast.testkit.fault.Fault;
import dev.holdfast.testkit.fault.FaultyPlugin;
import dev.holdfast.testkit.fault.FaultyPlugin.Moment;
import dev.holdfast.testkit.fault.PluginJar;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a jar does that somebody drops into a running server, the rest goes on under 2,000
 * events a second, and what it did is said on /health, in the log and in the metrics (S0.8, faults
 * 24-27, 38, 39). One server bears all of it, one after the other; target/faults.txt has the table.
 *
 * <p>System.exit and a thread that cannot be made end the process: see ProcessIT.
 */
final class FaultPluginsIT {
  private static final EnumSet<Fault> THROWS =
      EnumSet.of(Fault.EXCEPTION, Fault.STACK_OVERFLOW, Fault.LINKAGE_ERROR);
  private static final EnumSet<Fault> HANGS =
      EnumSet.of(Fault.SLEEP, Fault.BUSY_LOOP, Fault.LOCK, Fault.SOCKET_READ);
  private static final List<String> ITS_OWN =
      List.of("journal", "database", "event-store", "ingest");

  @TempDir Path base;
  private FaultGround ground;

  @BeforeEach
  void begin() throws Exception {
    ground = new FaultGround(base);
  }

  @AfterEach
  void end() throws Exception {
    ground.close();
  }

  @Test
  void everyFaultCostsOnlyThePluginThatHasIt() throws Exception {
    // On a busy machine a start of its own may have taken longer than the second that it has here.
    Map<String, Double> before = restarts();
    throwing();
    hanging();
    leaking();
    refused();
    assertThat(ground.failures()).isEmpty();
    int sent = ground.producer.end();
    assertThat(restarts()).isEqualTo(before);
    EmbeddedDatabase database = EmbeddedDatabase.below(base);
    await().atMost(FaultGround.LIMIT).until(() -> database.ids(FaultGround.SOURCE).size() >= sent);
    assertThat(database.ids(FaultGround.SOURCE)).hasSize(sent).doesNotHaveDuplicates();
  }

  private Map<String, Double> restarts() {
    return ITS_OWN.stream()
        .collect(
            Collectors.toMap(
                plugin -> plugin,
                plugin ->
                    ground.server.metric(
                        "holdfast_plugin_restarts_total", "plugin=\"" + plugin + "\"")));
  }

  private void throwing() throws Exception {
    for (Fault fault : THROWS) {
      String word = fault == Fault.STACK_OVERFLOW ? "StackOverflowError" : Fault.PLANNED;
      for (Moment moment : List.of(Moment.START, Moment.WORKER)) {
        ground.row(moment, fault).drop().health("HF-PLG-007", word).log(word).remove();
      }
      ground.row(Moment.HEALTH, fault).drop().check("DOWN", word).log(word).remove();
    }
    ground
        .row(Moment.THIRD_START, Fault.EXCEPTION)
        .drop()
        .health("Running", "\"restarts\":3")
        .log(Fault.PLANNED)
        .remove();
  }

  private void hanging() throws Exception {
    for (Fault fault : HANGS) {
      ground
          .row(Moment.START, fault)
          .drop()
          .health("its start took longer than")
          .log("its start took longer than")
          .remove();
      ground.row(Moment.WORKER, fault).drop().health("does not tick").log("It stands").remove();
      ground.row(Moment.HEALTH, fault).drop().check("DOWN", "no answer within").remove();
      ground
          .row(Moment.STOP, fault)
          .drop()
          .health("Running")
          .restart()
          .log("took longer than PT0.5S and was interrupted. It stood")
          .remove();
    }
  }

  private void leaking() throws Exception {
    ground
        .row(Moment.START, Fault.THREAD_LEAK)
        .drop()
        .health("Running")
        .remove()
        .log("Thread left-behind");
    ground
        .row(Moment.START, Fault.MEMORY_LEAK)
        .drop()
        .health("Running")
        .remove()
        .collect()
        .log("has left the heap");
    ground
        .row(Moment.START, Fault.DRIVER_LEAK)
        .drop()
        .health("Running")
        .remove()
        .log("left behind [JDBC driver")
        .collect()
        .log("has left the heap");
    ground
        .row(Moment.START, Fault.THREAD_LOCAL_LEAK)
        .drop()
        .health("Running")
        .visit("/faulty")
        .remove()
        .collect()
        .log("HF-PLG-017", "a ThreadLocal");
  }

  private void refused() throws Exception {
    PluginJar well = FaultyPlugin.jar("well", Moment.STOP, Fault.EXCEPTION);
    byte[] whole = well.bytes();
    ground
        .row("truncated jar", "truncated")
        .drop(Arrays.copyOf(whole, whole.length / 2))
        .health("HF-PLG-001")
        .log("HF-PLG-001")
        .remove();
    ground
        .row("two of one name", "well-2")
        .also("well", whole)
        .drop(whole)
        .health("HF-PLG-005")
        .log("HF-PLG-005")
        .remove();
    ground
        .row("wrong contract version", "other-contract")
        .drop(
            well.with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nHoldfast-Api: 99\n").bytes())
        .health("HF-PLG-009", "Holdfast-Api: 99")
        .log("HF-PLG-009")
        .remove();
    ground
        .row("jar without provider", "nobody")
        .drop(well.withoutProvider().bytes())
        .health("HF-PLG-002")
        .log("HF-PLG-002")
        .remove();
    ground
        .row("cyclic requirement", "hen")
        .drop(PluginJar.of(Hen.class, Egg.class).bytes())
        .health("HF-PLG-013", "egg waits for", "hen waits for")
        .log("HF-PLG-013")
        .remove();
    ground
        .row("jar that changes while being read", "well")
        .trickle(whole)
        .health("Running")
        .remove();
  }
}

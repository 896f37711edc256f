package dev.holdfast.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.distribution.FaultGround.Row;
import dev.holdfast.distribution.rogue.Egg;
import dev.holdfast.distribution.rogue.Hen;
import dev.holdfast.testkit.fault.Fault;
import dev.holdfast.testkit.fault.FaultyPlugin;
import dev.holdfast.testkit.fault.FaultyPlugin.Moment;
import dev.holdfast.testkit.fault.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a jar does that somebody drops into a running server, the rest goes on under 2,000
 * events a second, and what it did is said on /health, in the log and in the metrics. One server
 * bears all of it, the faults of one kind at the same time; target/faults.txt has the table.
 *
 * <p>System.exit and a thread that cannot be made end the process: see ProcessIT.
 */
@Tag("alone")
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
    // On a busy machine a start of its own may have taken longer than the time that it has here.
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
    List<Callable<Row>> all = new ArrayList<>();
    for (Fault fault : THROWS) {
      String word = fault == Fault.STACK_OVERFLOW ? "StackOverflowError" : Fault.PLANNED;
      for (Moment moment : List.of(Moment.START, Moment.WORKER)) {
        all.add(() -> drop(moment, fault).health("HF-PLG-007", word).log(word).remove());
      }
      all.add(() -> drop(Moment.HEALTH, fault).check("DOWN", word).log(word).remove());
    }
    all.add(() ->
        drop(Moment.THIRD_START, Fault.EXCEPTION)
            .health("Running", "\"restarts\":3")
            .log(Fault.PLANNED)
            .remove());
    ground.together("ten that throw", all);
  }

  private void hanging() throws Exception {
    hanging(
        Moment.START,
        row -> row.health("its start took longer than").log("its start took longer than").remove());
    hanging(Moment.WORKER, row -> row.health("does not tick").log("It stands").remove());
    hanging(Moment.HEALTH, row -> row.check("DOWN", "no answer within").remove());
    hanging(
        Moment.STOP,
        row ->
            row.health("Running")
                .restart()
                .log("took longer than PT0.5S and was interrupted. It stood")
                .remove());
  }

  private void hanging(Moment moment, Course course) throws Exception {
    List<Callable<Row>> all = new ArrayList<>();
    for (Fault fault : HANGS) {
      all.add(() -> course.of(drop(moment, fault)));
    }
    ground.together("four that hang: " + moment, all);
  }

  /** What happens to a plugin that was dropped, and what is seen of it. */
  private interface Course {
    Row of(Row dropped) throws Exception;
  }

  private Row drop(Moment moment, Fault fault) throws IOException {
    return ground.row(moment, fault).drop();
  }

  private void leaking() throws Exception {
    ground.together(
        "four that leak",
        List.of(
            () ->
                drop(Moment.START, Fault.THREAD_LEAK)
                    .health("Running")
                    .remove()
                    .log("Thread left-behind"),
            () ->
                drop(Moment.START, Fault.MEMORY_LEAK)
                    .health("Running")
                    .remove()
                    .collect()
                    .log("has left the heap"),
            () ->
                drop(Moment.START, Fault.DRIVER_LEAK)
                    .health("Running")
                    .remove()
                    .log("left behind [JDBC driver")
                    .collect()
                    .log("has left the heap"),
            () ->
                drop(Moment.START, Fault.THREAD_LOCAL_LEAK)
                    .health("Running")
                    .visit("/faulty")
                    .remove()
                    .collect()
                    .log("HF-PLG-017", "a ThreadLocal")));
  }

  private void refused() throws Exception {
    PluginJar well = FaultyPlugin.jar("well", Moment.STOP, Fault.EXCEPTION);
    byte[] whole = well.bytes();
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    byte[] other =
        well.with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nHoldfast-Api: 99\n").bytes();
    byte[] without = well.withoutProvider().bytes();
    byte[] cycle = PluginJar.of(Hen.class, Egg.class).bytes();
    ground.together(
        "five that are refused",
        List.of(
            () -> refused("truncated jar", "truncated", half, "HF-PLG-001"),
            () ->
                ground
                    .row("two of one name", "well-2")
                    .also("well", whole)
                    .drop(whole)
                    .health("HF-PLG-005")
                    .log("HF-PLG-005")
                    .remove(),
            () ->
                ground
                    .row("wrong contract version", "other-contract")
                    .drop(other)
                    .health("HF-PLG-009", "Holdfast-Api: 99")
                    .log("HF-PLG-009")
                    .remove(),
            () -> refused("jar without provider", "nobody", without, "HF-PLG-002"),
            () ->
                ground
                    .row("cyclic requirement", "hen")
                    .drop(cycle)
                    .health("HF-PLG-013", "egg waits for", "hen waits for")
                    .log("HF-PLG-013")
                    .remove()));
    ground.together(
        "one that changes",
        List.of(() ->
            ground
                .row("jar that changes while being read", "well")
                .trickle(whole)
                .health("Running")
                .remove()));
  }

  private Row refused(String title, String name, byte[] jar, String code) throws IOException {
    return ground.row(title, name).drop(jar).health(code).log(code).remove();
  }
}

package dev.holdfast.memorywatchdog.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.memorywatchdog.fake.FakeServer;
import dev.holdfast.memorywatchdog.profile.AllocationRecording;
import dev.holdfast.memorywatchdog.profile.HeapProfiler;
import dev.holdfast.spi.Size;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncidentsTest {
  /** Three stay. */
  static final IncidentConfig THREE =
      new IncidentConfig(
          3,
          Size.ofMebibytes(50),
          Size.ofMebibytes(1),
          new Size(4096),
          Duration.ofMinutes(10),
          true);

  private final ManualClock clock = new ManualClock();
  @TempDir Path directory;
  private FakeServer server;
  private Incidents incidents;

  @BeforeEach
  void open() throws IOException {
    server = new FakeServer(directory);
    Files.createDirectories(server.logDirectory());
    Files.writeString(
        server.logDirectory().resolve("holdfast.log"), "old line\n".repeat(1_000) + "last line\n");
    incidents = with(THREE);
  }

  private Incidents with(IncidentConfig config) {
    return with(config, () -> Map.of("step", "pause"));
  }

  private Incidents with(IncidentConfig config, Supplier<Map<String, Object>> vitals) {
    HeapProfiler profiler =
        new HeapProfiler(
            new AllocationRecording(directory.resolve("recorder")),
            directory.resolve("last.jfr"),
            server::pluginOf,
            clock::nanoTime);
    IncidentParts parts = new IncidentParts(server, profiler, vitals, config.logSize().toInt());
    return new Incidents(directory.resolve("incidents"), config, clock, clock::nanoTime, parts);
  }

  private String text(Incident incident, String file) throws IOException {
    return Files.readString(incident.file(file).orElseThrow());
  }

  @Test
  void anIncidentHoldsWhatAPersonNeedsTheMostImportantFirst() throws Exception {
    server.change("leaky", "Stalled", "worker leak does not tick");
    String id = incidents.captureIfDue("memory-pause", "84 % of the heap").orElseThrow();
    Incident incident = incidents.find(id).orElseThrow();

    assertThat(id).isEqualTo("20260621T120000Z-memory-pause");
    assertThat(incident.isComplete()).isTrue();
    assertThat(incident.reason()).isEqualTo("84 % of the heap");
    assertThat(incident.index().get(3))
        .contains("summary.txt holders.txt plugins.txt changes.txt")
        .endsWith("recording.jfr");
    assertThat(text(incident, "summary.txt"))
        .contains("84 % of the heap", "Holdfast 1.2.3", "60 min after the start", "pause", "leaky");
    assertThat(text(incident, "changes.txt")).contains("leaky: Running -> Stalled");
    assertThat(text(incident, "measures.txt")).contains("holdfast_journal_bytes {} 4096");
    assertThat(text(incident, "threads.txt")).contains(Thread.currentThread().getName());
    assertThat(text(incident, "configuration.conf")).contains("***");
    assertThat(text(incident, "classes.txt")).contains("java.lang.String");
    assertThat(text(incident, "log.txt")).endsWith("last line\n").hasSize(4096);
    assertThat(incidents.hasReserve()).isTrue();
  }

  @Test
  void objectsAreCountedOnlyWhenMemoryIsTheMatter() throws Exception {
    String id = incidents.captureIfDue("stall-x", "x does not tick").orElseThrow();
    assertThat(text(incidents.find(id).orElseThrow(), "classes.txt")).startsWith("Not counted");
    String next = incidents.captureNow("by-hand", "").orElseThrow();
    assertThat(text(incidents.find(next).orElseThrow(), "classes.txt"))
        .contains("java.lang.String");
  }

  @Test
  void virtualThreadsAreInTheDump() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    Thread virtual =
        Thread.ofVirtual()
            .name("a-virtual-one")
            .start(() -> {
              running.countDown();
              try {
                latch.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    running.await();
    String id = incidents.captureNow("by-hand", "").orElseThrow();
    latch.countDown();
    virtual.join();

    assertThat(text(incidents.find(id).orElseThrow(), "threads.txt")).contains("a-virtual-one");
  }

  @Test
  void onePartThatFailsCostsOnlyItselfAndTheIndexSaysSo() throws Exception {
    Bundle bundle = new Bundle(directory.resolve("x"), 1_000);
    bundle.write(
        List.of("incident x"),
        List.of(
            new Part("one.txt", out -> out.println("1")),
            new Part(
                "two.txt",
                out -> {
                  out.println("half");
                  throw new IllegalStateException("planned");
                }),
            new Part("three.txt", out -> out.println("3".repeat(5_000)))));
    Incident incident = new Incident(directory.resolve("x"));

    assertThat(incident.isComplete()).isTrue();
    assertThat(incident.index())
        .anyMatch(line -> line.matches("two.txt 5 bytes, .* failed: .*planned"));
    assertThat(text(incident, "two.txt")).isEqualTo("half\n");
    assertThat(text(incident, "three.txt")).hasSizeBetween(1_000, 1_100).contains("cut here");
  }

  /** What is found when the process ends at that moment: an error is thrown where it would. */
  @Test
  void oneThatWasWrittenHalfWayIsListedAndReadable() throws Exception {
    StringBuilder found = new StringBuilder();
    Incidents ending =
        with(
            THREE,
            () -> {
              found.append(soFar());
              throw new AssertionError("the process ends here");
            });
    assertThatThrownBy(() -> ending.captureNow("by-hand", "93 %")).isInstanceOf(Error.class);

    assertThat(found.toString())
        .contains("Incident 20260621T120000Z-by-hand", "Reason:   93 %", "Suspect:  ");
    assertThat(incidents.list())
        .singleElement()
        .satisfies(incident -> {
          assertThat(incident.isComplete()).isFalse();
          assertThat(incident.reason()).isEqualTo("93 %");
        });
  }

  private String soFar() {
    try {
      return text(incidents.list().getFirst(), "summary.txt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSameKindComesOnceInAWhileAndAnotherOneAtOnce() {
    assertThat(incidents.captureIfDue("stall-a", "")).isPresent();
    assertThat(incidents.captureIfDue("stall-a", "")).isEmpty();
    assertThat(incidents.captureIfDue("stall-b", "")).isPresent();
    clock.advance(Duration.ofMinutes(10));
    assertThat(incidents.captureIfDue("stall-a", "")).isPresent();
  }

  @Test
  void onTheWayUpOneOfThemWillDo() {
    String first = incidents.captureOnTheWayUp("memory-pause", "").orElseThrow();
    clock.advance(Duration.ofSeconds(3));
    assertThat(incidents.captureOnTheWayUp("memory-restart", "")).hasValue(first);
    clock.advance(Duration.ofMinutes(1));
    assertThat(incidents.captureOnTheWayUp("memory-restart", ""))
        .hasValueSatisfying(id -> assertThat(id).endsWith("memory-restart"));
  }

  @Test
  void theOldestGoWhenThereAreTooManyOrTheyAreTooLarge() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(incidents.captureNow("by-hand", "")).isPresent();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(incidents.list()).hasSize(3);
    assertThat(incidents.list().getFirst().id()).startsWith("20260621T120004Z");

    IncidentConfig small =
        new IncidentConfig(
            100, new Size(1024), Size.ofMebibytes(1), new Size(4096), Duration.ZERO, false);
    with(small).captureNow("by-hand", "");
    assertThat(incidents.list()).as("the newest always stays").hasSize(1);
  }

  @Test
  void namesFromOutsideCannotLeaveTheDirectory() throws Exception {
    String id = incidents.captureNow("by-hand", "").orElseThrow();
    assertThat(incidents.find("../incidents/" + id)).isEmpty();
    assertThat(incidents.find("20260621T120000Z-..")).isEmpty();
    Incident incident = incidents.find(id).orElseThrow();
    assertThat(incident.file("../x.txt")).isEmpty();
    assertThat(incident.file("/etc/passwd")).isEmpty();
    assertThat(incident.file("index.txt")).isPresent();
  }
}
